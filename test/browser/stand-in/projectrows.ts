import type { FeedMessage } from '../../../src/model/api.ts'
import type { Figures } from '../../../src/model/figures.ts'
import type { EnvLine, ProjectView, PushWord, ReleaseView } from '../../../src/model/project.ts'
import type { SshKeyView } from '../../../src/model/sshkey.ts'
import { building, figuresOf, keyOf, projects, shopReleases } from './projects.ts'

interface Telling {
  readonly feed: (message: FeedMessage) => void
  readonly word: (job: string, word: PushWord) => void
}

/** What the stand-in knows of projects. */
export class ProjectRows {
  readonly all = new Map<string, ProjectView>()
  /** By project, the newest first. */
  readonly releases = new Map<string, readonly ReleaseView[]>()
  /** By project; with their values. */
  readonly env = new Map<string, ReadonlyMap<string, string>>()
  /** What a build said, by job. */
  readonly said = new Map<string, readonly PushWord[]>()
  /** One's own, and by project. */
  mine: readonly SshKeyView[] = []
  readonly deployKeys = new Map<string, readonly SshKeyView[]>()
  figures: Figures = figuresOf()
  readonly #tell: Telling

  constructor(tell: Telling) {
    this.#tell = tell
  }

  put(...views: readonly ProjectView[]): void {
    for (const value of views) {
      this.all.set(value.name, value)
      this.#tell.feed({ type: 'project', value })
    }
  }

  change(name: string, changes: Partial<ProjectView>): ProjectView {
    const before = this.all.get(name)
    if (!before) throw new Error(`there is no project ${name}`)
    const value = { ...before, ...changes }
    this.put(value)
    return value
  }

  drop(view: ProjectView): void {
    this.all.delete(view.name)
    this.#tell.feed({ type: 'project-gone', name: view.name })
  }

  /** A build says something to whoever follows it. */
  say(job: string, ...words: readonly PushWord[]): void {
    this.said.set(job, [...(this.said.get(job) ?? []), ...words])
    for (const word of words) this.#tell.word(job, word)
  }

  envLines(name: string, revealed: boolean): EnvLine[] {
    return [...(this.env.get(name) ?? [])].map(([variable, value]) => ({ name: variable, value: revealed ? value : null, length: value.length, changed: '2026-01-01T10:00:00.000Z' }))
  }

  /** A shop with everything, a site that failed, one that waits. */
  fill(): void {
    this.put(...projects)
    this.releases.set('shop', shopReleases)
    this.releases.set('site', shopReleases.slice(-1))
    this.env.set(
      'shop',
      new Map([
        ['SECRET_KEY', 'three small boats'],
        ['MAIL_FROM', 'shop@example.org'],
        ['A_NAME_SO_LONG_THAT_IT_DOES_NOT_FIT_BESIDE_ANYTHING', ''],
      ]),
    )
    this.mine = [keyOf('a1b2c3d4e5f6', 'ada@laptop'), keyOf('0a1b2c3d4e5f', 'ada@phone', { type: 'ssh-rsa', used: null })]
    this.deployKeys.set('shop', [keyOf('f6e5d4c3b2a1', 'build server')])
    this.said.set('build2', [...building, { type: 'end', ok: true, lines: [' =    shop is at http://shop.localhost/'], url: 'http://shop.localhost/', release: 2 }])
  }
}
