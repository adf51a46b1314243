import { execFileSync } from 'node:child_process'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Built } from '../../builders/builder.ts'
import { openJobs } from '../../jobs/jobs.ts'
import type { Jobs, JobTools } from '../../jobs/jobs.ts'
import { silent } from '../../kit/log.ts'
import { Scope } from '../../kit/scope.ts'
import { openLocalDb } from '../../localdb/localdb.ts'
import type { LocalDb } from '../../localdb/localdb.ts'
import { tempFolder } from '../../localdb/sample.ts'
import { EngineId, InstanceName } from '../../model/names.ts'
import type { PushWord } from '../../model/project.ts'
import { PersonId } from '../../model/person.ts'
import type { Announcement } from '../door.ts'
import { PushDoor } from './push.ts'
import type { PushOptions } from './push.ts'
import type { Serving } from '../../releases/ties.ts'

export const blog = InstanceName.parse('blog')
export const ada = { kind: 'person' as const, id: PersonId.parse('ada') }

/** The door over a real database, real jobs and real git; the builders and the engine behind it are told what to answer. */
export class DoorBed extends Scope {
  readonly announced: Announcement[] = []
  readonly removed: string[] = []
  readonly known: string[] = []
  readonly serving = new Map<InstanceName, Serving>()
  /** What a build answers. */
  build: (tag: string, tools: Pick<JobTools, 'signal' | 'log'>) => Promise<Built> = async (tag) => await Promise.resolve(builtOf(tag))
  readonly root: string
  readonly db: LocalDb
  door!: PushDoor
  jobs!: Jobs

  private constructor(root: string, db: LocalDb) {
    super()
    this.root = root
    this.db = db
  }

  static async open(): Promise<DoorBed> {
    const folder = await tempFolder()
    const db = await openLocalDb({ file: folder.file('berth.db'), log: silent })
    const bed = new DoorBed(folder.path, db)
    bed.use(folder)
    bed.use(db)
    await bed.start()
    return bed
  }

  /** As after a start of the engine. */
  async start(): Promise<void> {
    await mkdir(join(this.root, 'staging'), { recursive: true })
    this.door = new PushDoor(this.#options())
    this.jobs = await openJobs({ db: this.db, log: silent, handlers: this.door.handlers, onChange: (view) => this.door.hear(view.instance, view.id) })
    this.onClose(async () => await this.jobs[Symbol.asyncDispose]())
    this.door.use(this.jobs)
    await this.door.open({ announce: async (what) => void this.announced.push(await Promise.resolve(what)), withdraw: async () => await Promise.resolve() })
    this.jobs.wake()
  }

  /** A commit in the project's own repository. */
  async commit(files: Readonly<Record<string, string>>, message = 'A change', branch = 'main'): Promise<string> {
    const work = join(this.root, 'work')
    const git = (...args: string[]): string =>
      execFileSync('git', ['-C', work, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
    await mkdir(work, { recursive: true })
    git('init', '--quiet', '--initial-branch', branch)
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(work, path)), { recursive: true })
      await writeFile(join(work, path), text)
    }
    git('add', '--all')
    git('commit', '--quiet', '--allow-empty', '-m', message)
    git('push', '--quiet', '--force', this.door.repositories.of(blog).path, `HEAD:refs/heads/${branch}`)
    return git('rev-parse', 'HEAD')
  }

  /** The release serves, and the door is told. */
  async live(number: number): Promise<void> {
    this.serving.set(blog, { version: String(number), state: 'running', off: false, switching: false, cause: null, domains: [] })
    await this.door.tell({ door: 'push', project: blog }, { version: String(number), cause: null })
  }

  /** Builds it to the end; answers the number of its release, or why there is none. */
  async built(source: Parameters<PushDoor['deployments']['build']>[1]): Promise<number | string> {
    const job = await this.door.deployments.build(blog, source, 'push', 'Ada')
    const view = await this.jobs.settled(job)
    const result = await this.jobs.result(job)
    return view.state === 'done' ? (result as { release: number }).release : (view.cause?.message ?? view.state)
  }

  async words(what: { job?: Parameters<PushDoor['follow']>[1]['job']; release?: number }, signal = AbortSignal.timeout(20_000)): Promise<PushWord[]> {
    const words: PushWord[] = []
    for await (const word of this.door.follow(blog, { job: what.job ?? null, release: what.release ?? null }, signal)) words.push(word)
    return words
  }

  #options(): PushOptions {
    const secrets = new Map<string, string>()
    const { projects, releases } = this.db
    const vault = {
      get: async (name: string) => (await this.db.secrets.get(name)) ?? secrets.get(name),
      put: async (name: string, text: string) => await this.db.secrets.put(name, text),
      remove: async (name: string) => await this.db.secrets.remove(name),
    }
    const facts = {
      engine: EngineId.parse('abcdefgh'),
      now: () => new Date(),
      url: () => 'http://blog.localhost/',
      remote: () => ({ ssh: 'ssh://berth@localhost:2222/blog', https: 'http://berth.localhost/git/blog.git' }),
    }
    const docker = {
      hasImage: async () => await Promise.resolve(true),
      removeImage: async (name: string) => void this.removed.push(await Promise.resolve(name)),
      bringImage: async () => await Promise.resolve(),
      imageFor: () => 'postgres:17',
    }
    const people = {
      ownerName: async () => await Promise.resolve('Ada'),
      isTaken: async (name: InstanceName) => (await projects.get(name)) !== undefined,
      know: (secret: string) => void this.known.push(secret),
    }
    const ways = {
      [Symbol.asyncDispose]: async () => await Promise.resolve(),
      build: async ({ tag }: { readonly tag: string }, tools: Pick<JobTools, 'signal' | 'log'>) => await this.build(tag, tools),
      take: async (_: InstanceName, image: string) => await Promise.resolve(builtOf(image)),
    }
    const limits = { memoryMb: 512, cpus: 1, processes: 100, diskMb: 1000, minutes: 5, logBytes: 100_000 }
    return {
      ...facts,
      ...docker,
      ...people,
      projects,
      releases,
      vault,
      ways,
      limits,
      folder: join(this.root, 'projects'),
      staging: (job) => join(this.root, 'staging', job),
      serving: (name) => this.serving.get(name),
      onChange: () => undefined,
    }
  }
}

export function builtOf(tag: string): Built {
  return { builder: 'dockerfile', images: { web: { name: `berth-abcdefgh/blog:${tag}`, digest: 'sha256:1', exposed: [3000] } }, processes: {} }
}
