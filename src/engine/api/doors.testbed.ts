import { previewSample, imageSample } from '../../model/doorviews.testbed.ts'
import { InstanceName } from '../../model/names.ts'
import type { Policy } from '../../model/policy.ts'
import { connectionRoutes } from './connections.ts'
import { Desk, kids, serve } from './desk.testbed.ts'
import type { Served } from './desk.testbed.ts'
import { documentRoutes } from './documents.ts'
import { imageRoutes } from './images.ts'
import { previewRoutes } from './previews.ts'
import { registryRoutes } from './registries.ts'
import { repositoryRoutes } from './repositories.ts'
import { stillImages } from './stillimages.testbed.ts'
import type { StillImages } from './stillimages.testbed.ts'
import { stillPreviews } from './stillpreviews.testbed.ts'
import type { StillPreviews } from './stillpreviews.testbed.ts'
import { webhookRoutes } from './webhooks.ts'

interface Behind {
  readonly previews: StillPreviews
  readonly images: StillImages
  /** How the instances are guarded that previews have become. */
  readonly policies: Map<string, Policy>
}

/** For tests: the routes of previews and images, before doors that stand still. */
export class DoorDesk extends Desk implements Behind {
  readonly previews: StillPreviews
  readonly images: StillImages
  readonly policies: Map<string, Policy>

  private constructor(served: Served, { previews, images, policies }: Behind) {
    super(served)
    this.previews = previews
    this.images = images
    this.policies = policies
  }

  /** With Ben, who is a member and one of the kids, the admin Max and the guest Gus; two previews, and the image `wiki`. */
  static async open(): Promise<DoorDesk> {
    const [previews, images, policies] = [stillPreviews(), stillImages(), new Map<string, Policy>()]
    const served = await serve((api, base) => {
      const context = { ...base, previews: previews.door, images: images.door, view: (name: InstanceName) => viewOf(policies.get(name)), ...place }
      for (const add of [previewRoutes, connectionRoutes, repositoryRoutes, imageRoutes, registryRoutes, documentRoutes, webhookRoutes]) add(api, context)
    })
    const desk = new DoorDesk(served, { previews, images, policies })
    await desk.person('ben', 'member', [kids])
    await desk.person('max', 'admin')
    await desk.person('gus', 'guest', [kids])
    for (const name of ['shop-pr-7', 'shop-pr-8']) previews.all.set(InstanceName.parse(name), previewSample(name))
    images.all.set(InstanceName.parse('wiki'), imageSample('wiki'))
    return desk
  }
}

/** Where the console is. */
const place = { settings: { domain: 'localhost' }, front: () => ({ port: 80 }), https: { told: () => ({ settled: true, url: null, port: null, authority: null }) } }

function viewOf(policy: Policy | undefined): { readonly policy: Policy } | undefined {
  return policy && { policy }
}
