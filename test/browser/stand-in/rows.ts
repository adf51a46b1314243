import { EventEmitter } from 'node:events'
import type { AuditLine, FeedMessage, SessionView, TokenView } from '../../../src/model/api.ts'
import type { InstanceDetails, InstanceView, ShelfItem } from '../../../src/model/instance.ts'
import type { JobLogLine, JobStep, JobView } from '../../../src/model/job.ts'
import type { MachineView } from '../../../src/model/machine.ts'
import type { PushWord } from '../../../src/model/project.ts'
import type { OfferDetails, OfferView } from '../../../src/model/origin.ts'
import type { StoreView } from '../../../src/model/store.ts'
import type { UpdateView } from '../../../src/model/update.ts'
import { AccountRows } from './accountrows.ts'
import { CrowdRows } from './crowdrows.ts'
import { offers, stores } from './offers.ts'
import { Passkeys } from './passkeys.ts'
import { ImageRows } from './imagerows.ts'
import { PreviewRows } from './previewrows.ts'
import { ProjectRows } from './projectrows.ts'
import { machine } from './sample.ts'

interface SaidLine {
  readonly service: string
  readonly at: string
  readonly stream: 'out' | 'err'
  readonly line: string
}

interface Told {
  feed: [FeedMessage]
  said: [string, SaidLine]
  word: [string, PushWord]
}

/** What the stand-in knows, in memory. Whoever changes it tells the feed. */
export class Rows {
  readonly told = new EventEmitter<Told>().setMaxListeners(100)
  readonly instances = new Map<string, InstanceView>()
  readonly jobs = new Map<string, JobView>()
  readonly jobLog = new Map<string, JobLogLine[]>()
  readonly jobSteps = new Map<string, JobStep[]>()
  readonly logs = new Map<string, SaidLine[]>()
  /** What was asked of it, as `POST /api/instances/x/retry`, with its body. */
  readonly asked: { readonly what: string; readonly body: unknown }[] = []
  offers: readonly OfferView[] = offers
  stores: readonly StoreView[] = stores
  /** What differs from the sample, by app. */
  readonly pages = new Map<string, Partial<OfferDetails>>()
  /** What differs from the sample, by instance. */
  readonly versions = new Map<string, Partial<UpdateView>>()
  readonly details = new Map<string, Partial<InstanceDetails>>()
  /** Waited for before a search is answered, so that a test can hold an answer back. */
  beforeSearch: (words: string) => Promise<void> = () => Promise.resolve()
  shelf: readonly ShelfItem[] = []
  sessions: readonly SessionView[] = []
  tokens: readonly TokenView[] = []
  audit: readonly AuditLine[] = []
  machine: MachineView = machine
  claimed = true
  claimCode = 'ACDE-FGHJ-KMNP-3467'
  readonly account = new AccountRows()
  readonly crowd = new CrowdRows()
  readonly passkeys = new Passkeys()
  readonly push = new ProjectRows({ feed: (message) => this.tell(message), word: (job, word) => this.told.emit('word', job, word) })
  readonly pull = new PreviewRows((message) => this.tell(message))
  readonly registered = new ImageRows((message) => this.tell(message))
  /** The words that terminals were opened and sized with. */
  readonly execs: unknown[] = []

  /** One's own, or somebody else's. */
  endSession(id: string): void {
    this.sessions = this.sessions.filter((session) => session.id !== id)
    for (const [person, signIns] of this.crowd.signIns)
      this.crowd.signIns.set(
        person,
        signIns.filter((one) => one.id !== id),
      )
  }

  put(...views: readonly InstanceView[]): void {
    for (const value of views) {
      this.instances.set(value.name, value)
      this.tell({ type: 'instance', value })
    }
  }

  /** Changes some of an instance; it must be there. */
  change(name: string, changes: Partial<InstanceView>): InstanceView {
    const before = this.instances.get(name)
    if (!before) throw new Error(`there is no ${name}`)
    const value = { ...before, ...changes }
    this.put(value)
    return value
  }

  drop(view: InstanceView): void {
    this.instances.delete(view.name)
    this.tell({ type: 'instance-gone', name: view.name })
  }

  putJob(...views: readonly JobView[]): void {
    for (const value of views) {
      this.jobs.set(value.id, value)
      this.tell({ type: 'job', value })
    }
  }

  putShelf(value: readonly ShelfItem[]): void {
    this.shelf = value
    this.tell({ type: 'shelf', value: [...value] })
  }

  say(name: string, line: string, service = 'web', stream: 'out' | 'err' = 'out'): void {
    const said = { service, at: new Date().toISOString(), stream, line }
    this.logs.set(name, [...(this.logs.get(name) ?? []), said])
    this.told.emit('said', name, said)
  }

  snapshot(): FeedMessage {
    const [instances, jobs] = [[...this.instances.values()], [...this.jobs.values()]]
    const doors = { projects: [...this.push.all.values()], previews: [...this.pull.all.values()], images: [...this.registered.all.values()] }
    return { type: 'snapshot', instances, ...doors, jobs, shelf: [...this.shelf], machine: this.machine }
  }

  tell(message: FeedMessage): void {
    this.told.emit('feed', message)
  }
}
