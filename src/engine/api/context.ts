import type { FastifyBaseLogger, FastifyInstance, RawReplyDefaultExpression, RawRequestDefaultExpression, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Access } from '../../access/access.ts'
import type { Person } from '../../access/person.ts'
import type { AppProvider } from '../../access/provider/provider.ts'
import type { Docker } from '../../docker/docker.ts'
import type { Doors } from '../../doors/index.ts'
import type { Jobs } from '../../jobs/jobs.ts'
import type { Log } from '../../kit/log.ts'
import type { LocalDb } from '../../localdb/localdb.ts'
import type { Shelf } from '../../instances/shelf.ts'
import type { Demands } from '../../instances/demands.ts'
import type { Places } from '../../instances/places.ts'
import type { InstanceView } from '../../model/instance.ts'
import type { MachineView } from '../../model/machine.ts'
import type { EngineId, InstanceName } from '../../model/names.ts'
import type { Feed } from '../feed.ts'
import type { FigureDesk } from '../figures/figures.ts'
import type { FrontAddress } from '../front.ts'
import type { Https } from '../https.ts'
import type { Installed } from '../installed.ts'
import type { Offers } from '../offers.ts'
import type { Intents } from '../intents.ts'
import type { Reports } from '../reports.ts'
import type { Settings } from '../settings.ts'
import type { ImagesDoor } from './imagesdoor.ts'
import type { PreviewsDoor } from './previewsdoor.ts'
import type { ProjectsDoor } from './projectsdoor.ts'
import type { Locals } from './server.ts'

/** Fastify with zod: what a handler gets and gives is what its schemas say. */
export type Api = FastifyInstance<RawServerDefault, RawRequestDefaultExpression, RawReplyDefaultExpression, FastifyBaseLogger, ZodTypeProvider>

/** What the routes work with. */
export interface ApiContext {
  readonly engine: EngineId
  readonly version: string
  readonly settings: Settings
  readonly log: Log
  readonly db: LocalDb
  readonly access: Access
  /** Where apps sign people in. */
  readonly provider: AppProvider
  readonly https: Https
  readonly intents: Intents
  readonly jobs: Jobs
  readonly shelf: Shelf
  readonly places: Places
  readonly docker: Docker
  readonly doors: Doors
  readonly offers: Offers
  /** Git repositories and their releases: the push door. */
  readonly projects: ProjectsDoor
  /** Pull requests and their running copies. */
  readonly previews: PreviewsDoor
  /** Registered images, and lab documents. */
  readonly images: ImagesDoor
  /** Where what is sent lies until it is taken. */
  readonly uploads: string
  readonly installed: Installed
  readonly feed: Feed
  readonly locals: Locals
  /** The built console's folder. */
  readonly console: string
  readonly machine: () => MachineView
  readonly views: () => readonly InstanceView[]
  readonly view: (name: InstanceName) => InstanceView | undefined
  /** Where people reach the gateway: the port it got, and whether it is there at all. */
  readonly front: () => FrontAddress
  /** What instances take of the machine. */
  readonly figures: FigureDesk
  readonly reports: Reports
  readonly demands: Demands
  /** The instance's runner looks again. */
  readonly wake: (name: InstanceName) => void
  readonly shutDown: (apps: boolean) => void
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Whoever calls: set before any handler runs. */
    person: Person
  }
}
