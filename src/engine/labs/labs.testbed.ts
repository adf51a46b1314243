import { request as httpRequest } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import { text } from 'node:stream/consumers'
import { imageSample } from '../../model/doorviews.testbed.ts'
import type { Policy } from '../../model/access.ts'
import type { TokenScope } from '../../model/api.ts'
import type { State } from '../../model/lifecycle.ts'
import { InstanceName } from '../../model/names.ts'
import { Desk, serve } from '../api/desk.testbed.ts'
import type { Served } from '../api/desk.testbed.ts'
import { stillImages } from '../api/stillimages.testbed.ts'
import type { StillImages } from '../api/stillimages.testbed.ts'
import type { LabContext } from './lab.ts'
import { labRoutes } from './labs.ts'

type Seen = NonNullable<ReturnType<LabContext['view']>>

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export const objectId = '67ddba6814d6b2f98be31d87'
const json = { 'content-type': 'application/json' }

/** For tests: the labs of a machine whose image door stands still. */
export class LabDesk extends Desk {
  readonly images: StillImages
  readonly instances: Map<string, Seen>

  private constructor(served: Served, images: StillImages, instances: Map<string, Seen>) {
    super(served)
    this.images = images
    this.instances = instances
  }

  /** With the member Ben and the guest Gus; nothing is registered. */
  static async open(): Promise<LabDesk> {
    const [images, instances] = [stillImages(), new Map<string, Seen>()]
    const served = await serve((api, base) => {
      api.get('/*', { config: { policy: 'open' } }, () => 'the console')
      labRoutes(api, { ...base, settings: { domain: 'school.test' }, images: images.door, view: (name) => instances.get(name) })
    })
    const desk = new LabDesk(served, images, instances)
    await desk.person('ben', 'member')
    await desk.person('gus', 'guest')
    return desk
  }

  /** A registered lab; without a state there is no instance of it yet. */
  lab(name: string, access: Policy['access'], state?: State, more: { readonly image?: object; readonly instance?: Partial<Seen> } = {}): void {
    this.images.all.set(InstanceName.parse(name), imageSample(name, { access, state: state ?? null, job: state ? null : 'job1', ...more.image }))
    if (state) this.instances.set(name, { state, cause: null, expected: 12_000, policy: { access, paths: {} }, title: `Lab ${name}`, ...more.instance })
  }

  /** As a visitor's browser asks, or somebody's program: `ben`, `owner/read`. */
  async get(
    path: string,
    { who, host = 'labs.school.test:8080', method = 'GET', body }: { readonly who?: string; readonly host?: string; readonly method?: string; readonly body?: object } = {},
  ): Promise<Answer> {
    const [person = '', scope = 'all'] = who?.split('/') ?? []
    const authorization = who === undefined ? {} : { authorization: `Bearer ${await this.token(person, scope as TokenScope)}` }
    const sent = body === undefined ? undefined : JSON.stringify(body)
    return await new Promise((resolve, reject) => {
      const asking = httpRequest({ port: this.port, host: '127.0.0.1', method, path, headers: { host, 'x-forwarded-host': host, ...authorization, ...(sent === undefined ? {} : json) } }, (answer) => {
        text(answer).then((whole) => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: whole }), reject)
      })
      asking.on('error', reject)
      asking.end(sent)
    })
  }

  async post(path: string, body: object, who = 'owner'): Promise<Answer> {
    return await this.get(path, { who, method: 'POST', body })
  }
}
