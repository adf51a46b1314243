import { policyOf } from '../../bundle/access.ts'
import { survey } from '../../bundle/survey.ts'
import type { OfferDetails } from '../../model/origin.ts'
import { readAppFolder } from './appfolder.ts'
import type { ImagesHere } from './imageshere.ts'

/** What an app's page shows, from its files. Throws `bad-entry`, `bad-compose`, or `refused` for what no grant can allow. */
export async function detailsOf(app: string, folder: string, images: ImagesHere): Promise<OfferDetails> {
  const template = await readAppFolder(app, folder)
  const { meta } = template
  const { services, asks, plan } = survey(template)
  const needed = services.map(({ image }) => ({ image, alone: false }))
  await images.look(needed, true).catch(() => undefined) // a Docker that is down says nothing new
  return {
    description: linesOf(meta.store_info.description_long ?? meta.store_info.description_short),
    hints: linesOf(meta.store_info.hint),
    homepage: meta.homepage ?? null,
    repository: meta.upstream_repo ?? null,
    services: services.map(({ name, image }) => ({ name, image, here: images.has(image) })),
    entries: plan.entries.map(({ port, protocol }) => ({ port, protocol })),
    policy: policyOf(meta),
    lifecycle: meta.lifecycle,
    asks: [...asks],
    changes: meta['x-berth'].changes ?? null,
  }
}

function linesOf(text: string | readonly string[] | undefined): string[] {
  return [text ?? []].flat()
}
