import { PassThrough } from 'node:stream'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { Begun } from './hooks.ts'
import { serveGit } from './receive.ts'
import type { Service, Serving } from './receive.ts'
import type { Repository } from '../../../git/repository.ts'

/** A request of git's smart HTTP protocol (gitprotocol-http), after the address of the repository. */
export interface GitRequest {
  readonly method: string
  /** `info/refs?service=git-upload-pack`, `git-receive-pack` … */
  readonly path: string
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: Readable
}

export interface GitAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Is read at the reader's speed; ends early where git fails. */
  readonly body: Readable | string
}

/** What is asked for: whoever pushes is let in by other rules than whoever fetches. */
export interface Asked {
  readonly service: Service
  readonly advertise: boolean
}

export interface HttpServing extends Pick<Serving, 'mostBytes'> {
  readonly repository: Repository
  /** Begins the push that a `git-receive-pack` is; not called for anything else. */
  readonly begin: () => Promise<Begun>
  /** Aborts when the client is gone. */
  readonly signal: AbortSignal
}

/** What a request is; nothing where it is none of git's. Old clients that would read the files themselves are not served. */
export function readRequest({ method, path }: Pick<GitRequest, 'method' | 'path'>): Asked | undefined {
  const [, asked, posted] = /^(?:info\/refs\?service=git-(receive-pack|upload-pack)(?:&.*)?|git-(receive-pack|upload-pack))$/s.exec(path) ?? []
  if (asked !== undefined && (method === 'GET' || method === 'HEAD')) return { service: serviceOf(asked), advertise: true }
  if (posted !== undefined && method === 'POST') return { service: serviceOf(posted), advertise: false }
  return undefined
}

function serviceOf(name: string): Service {
  return name === 'receive-pack' ? name : 'upload-pack'
}

/** Answers a request; the caller has decided that it may be asked. */
export async function answerHttp(request: GitRequest, asked: Asked, serving: HttpServing): Promise<GitAnswer> {
  const type = `application/x-git-${asked.service}`
  if (!asked.advertise && header(request, 'content-type') !== `${type}-request`) return { status: 415, headers: plain, body: 'Only git may send this.\n' }
  const headers = { 'content-type': `${type}-${asked.advertise ? 'advertisement' : 'result'}`, 'cache-control': 'no-store' }
  return { status: 200, headers, body: asked.advertise ? advertise(request, asked, serving) : await answer(request, asked, serving) }
}

const plain = { 'content-type': 'text/plain; charset=utf-8' }

/** The first question: what is there. Before the refs comes the name of the service, but not in version 2 of the protocol. */
function advertise(request: GitRequest, { service }: Asked, { repository, signal }: HttpServing): Readable {
  const protocol = protocolOf(request)
  const out = new PassThrough()
  if (protocol !== 'version=2' || service === 'receive-pack') out.write(`${packet(`# service=git-${service}\n`)}0000`)
  run({ repository, service, protocol, flags: ['--stateless-rpc', '--advertise-refs'], signal }, nothing(), out)
  return out
}

async function answer(request: GitRequest, { service }: Asked, { repository, signal, begin, mostBytes = 0 }: HttpServing): Promise<Readable> {
  const out = new PassThrough()
  const push = service === 'receive-pack' ? await begin() : undefined
  const serving = { repository, service, protocol: protocolOf(request), flags: ['--stateless-rpc'], mostBytes, signal, ...(push ? { push } : {}) }
  run(serving, bodyOf(request), out, push)
  return out
}

/** Runs git into `out`, and ends that; a reader who stops early ends git. */
function run(serving: Serving, stdin: Readable, out: PassThrough, push?: Begun): void {
  const left = new AbortController()
  out.once('close', () => left.abort(new Error('nobody reads the answer any more')))
  const signal = AbortSignal.any([serving.signal, left.signal])
  serveGit({ ...serving, signal }, { stdin, stdout: out, stderr: new PassThrough().resume() })
    .then(() => out.end())
    .catch((error: unknown) => out.destroy(error instanceof Error ? error : new Error(String(error))))
    .finally(() => push?.[Symbol.dispose]())
}

/** Git zips what it asks in fetches of many refs. */
function bodyOf(request: GitRequest): Readable {
  const encoding = header(request, 'content-encoding')
  if (encoding !== 'gzip' && encoding !== 'x-gzip') return request.body
  const unzipped = createGunzip()
  request.body.on('error', (error) => unzipped.destroy(error)).on('close', () => (request.body.readableEnded ? undefined : unzipped.destroy()))
  return request.body.pipe(unzipped)
}

function nothing(): Readable {
  return new PassThrough().end()
}

function protocolOf(request: GitRequest): string | null {
  const wanted = header(request, 'git-protocol')
  return wanted !== undefined && /^version=[012]$/.test(wanted) ? wanted : null
}

function header({ headers }: GitRequest, name: string): string | undefined {
  const value = headers[name]
  return typeof value === 'string' ? value : value?.[0]
}

/** Four hexadecimal digits of its length, then the text. */
function packet(text: string): string {
  return (text.length + 4).toString(16).padStart(4, '0') + text
}
