import type { Command } from 'commander'
import type { Offer, OfferPage, OfferView } from '../../model/origin.ts'
import { gigabytes } from '../../model/size.ts'
import { Problem } from '../../model/problem.ts'
import { example } from '../arguments.ts'
import type { Context } from '../context.ts'
import { table } from '../terminal.ts'

interface Filters {
  readonly store?: string
  readonly category?: string
  readonly fits?: boolean
  readonly offline?: boolean
  readonly featured?: boolean
}

export function addStore(program: Command, context: () => Context): void {
  const store = program
    .command('store')
    .description('what can be installed')
    .addHelpText('after', example('store', 'store wiki --offline', 'store show notes'))
  store
    .command('search [words...]', { isDefault: true })
    .description('find apps by name, category or words of their description; typing errors are forgiven')
    .option('--store <store>', 'only of this catalogue')
    .option('--category <category>', 'only of this category')
    .option('--fits', 'only what fits this machine')
    .option('--offline', 'only what can be installed without the Internet')
    .option('--featured', 'only what its catalogue recommends')
    .addHelpText('after', example('store search wiki', 'store search --offline'))
    .action(async (words: string[], filters: Filters) => await search(context(), words, filters))
  store
    .command('show <app>')
    .description('what an app is, needs and asks for')
    .option('--store <store>', 'the catalogue, when several have the app')
    .addHelpText('after', example('store show notes'))
    .action(async (app: string, { store: from }: { store?: string }) => await show(context(), app, from))
}

async function search({ client, terminal }: Context, words: readonly string[], filters: Filters): Promise<void> {
  const query = new URLSearchParams({ q: words.join(' ') })
  for (const [name, value] of Object.entries(filters)) query.set(name, String(value))
  const offers = await client.get<OfferView[]>(`/api/offers?${query.toString()}`)
  const nothing = words.length > 0 ? 'Nothing of that name or description is offered.' : 'The catalogues offer nothing.'
  terminal.show(offers, () => (offers.length === 0 ? nothing : listOf(offers)))
}

function listOf(offers: readonly OfferView[]): string {
  const what = ({ bad, fits, summary, size }: OfferView): string => (bad ? `cannot be installed: ${bad}` : fits ? summary : `needs a machine with ${gigabytes[size]} GB of memory: ${summary}`)
  return table(
    ['APP', 'STORE', 'VERSION', 'WHAT IT IS'],
    offers.map((offer) => [offer.origin.app, offer.origin.store, offer.version, what(offer)]),
  )
}

/** The offer of this name; of the first catalogue that has it where none is named. */
export async function offerOf({ client }: Context, app: string, store: string | undefined): Promise<Offer> {
  const offers = await client.get<Offer[]>('/api/offers')
  const found = offers.find(({ origin }) => origin.app === app && (store === undefined || origin.store === store))
  if (!found) throw new Problem('no-offer', { app })
  return found
}

async function show(context: Context, app: string, store: string | undefined): Promise<void> {
  const { origin } = await offerOf(context, app, store)
  const page = await context.client.get<OfferPage>(`/api/offers/${origin.door}/${encodeURIComponent(origin.store)}/${origin.app}`)
  context.terminal.show(page, () => inWords(page))
}

function inWords({ offer, details }: OfferPage): string {
  const head = [`${offer.title} ${offer.version} (${offer.origin.store})`, offer.summary]
  if (!details) return [...head, `It cannot be installed: ${offer.bad ?? ''}`].join('\n')
  const asks = details.asks.map(({ grant, what, reach }) => `  ${grant}: ${what}${reach === 'machine' ? ' (with it, it could do anything on this machine)' : ''}`)
  const images = details.services.map(({ name, image, here }) => `  ${name}: ${image}${here ? ' (here)' : ''}`)
  const needs = offer.fits ? [] : [`It needs a machine with ${gigabytes[offer.size]} GB of memory: it will not be started here.`]
  return [
    ...head,
    ...details.description,
    ...needs,
    'It consists of',
    ...images,
    ...(asks.length > 0 ? ['It asks for', ...asks] : ['It asks for nothing beyond its own folder and network.']),
    ...details.hints,
  ].join('\n')
}
