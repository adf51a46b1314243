import { spawn } from 'node:child_process'
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import { gitArguments, gitEnvironment } from '../../../git/git.ts'
import type { Begun } from './hooks.ts'
import type { Repository } from '../../../git/repository.ts'

export type Service = 'receive-pack' | 'upload-pack'

export interface Serving {
  readonly repository: Repository
  readonly service: Service
  /** What the client's git asked for: `version=2`. */
  readonly protocol: string | null
  /** For a push: what `hooks.begin` gave. */
  readonly push?: Begun
  /** Over HTTP, where a request is one question: `--stateless-rpc`, and `--advertise-refs` for the first. */
  readonly flags?: readonly string[]
  /** Bytes that one push may be; none for as many as there are. */
  readonly mostBytes?: number
  readonly signal: AbortSignal
}

export interface Streams {
  readonly stdin: Readable
  /** Is left open at the end. */
  readonly stdout: Writable
  readonly stderr: Writable
}

/**
 * Runs git's own server program between two streams, at the speed of the slower, and gives its exit code. When the signal
 * aborts it ends: what was sent and not taken yet is then thrown away by git.
 */
export async function serveGit(serving: Serving, { stdin, stdout, stderr }: Streams): Promise<number> {
  serving.signal.throwIfAborted()
  const child = start(serving)
  const ended = once(child, 'close')
  let late: NodeJS.Timeout | undefined
  const stop = (): void => {
    late ??= setTimeout(() => kill(child), serving.push ? patience : 0)
    leave(child, stdin, stdout)
    serving.push?.[Symbol.dispose]()
  }
  serving.signal.addEventListener('abort', stop, { once: true })
  child.stdin.on('error', () => undefined) // it may end before it has read all: its exit code says why
  stdin.on('error', stop).pipe(child.stdin)
  child.stdout.pipe(stdout, { end: false })
  child.stderr.pipe(stderr, { end: false })
  try {
    const [code] = (await ended) as [number | null]
    return code ?? 1
  } finally {
    clearTimeout(late)
    serving.signal.removeEventListener('abort', stop)
    stdin.unpipe(child.stdin)
    if (!stdin.destroyed) stdin.resume() // the rest is read and dropped: who still sends would wait for ever
  }
}

/**
 * Milliseconds that a push is given to end by itself, as it does when nothing more comes and its hook is let go: killed, git
 * (since 2.39) leaves lying what was sent.
 */
const patience = 10_000

/** Nothing more is sent to it, and what it says is dropped: it is over when all is read. */
function leave(child: ChildProcessWithoutNullStreams, stdin: Readable, stdout: Writable): void {
  stdin.unpipe(child.stdin)
  child.stdin.end()
  child.stdout.unpipe(stdout).resume()
}

/** In a process group of its own, so that whatever git starts ends with it. */
function start({ repository, service, protocol, push, flags = [], mostBytes = 0 }: Serving): ChildProcessWithoutNullStreams {
  const [program, ...args] = gitArguments(repository.path, [service, ...flags, '--', repository.path], { ...serverSettings, 'receive.maxInputSize': String(mostBytes), ...push?.settings })
  const env = { ...gitEnvironment, ...(protocol === null ? {} : { GIT_PROTOCOL: protocol }), ...push?.env }
  return spawn(program, args, { env, stdio: ['pipe', 'pipe', 'pipe'], detached: true })
}

function kill(child: ChildProcessWithoutNullStreams): void {
  try {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM')
  } catch {
    // it has ended by itself meanwhile
  }
}

/** Objects that are wrong are refused; but for faults that old histories of honest people have, and that harm nothing. */
const forgiven = [
  'badTimezone',
  'missingSpaceBeforeDate',
  'missingEmail',
  'missingNameBeforeEmail',
  'missingSpaceBeforeEmail',
  'zeroPaddedFilemode',
  'badDateOverflow',
  'zeroPaddedDate',
  'missingTaggerEntry',
  'badFilemode',
]
const unforgivable = ['hasDot', 'hasDotdot', 'hasDotgit', 'emptyName', 'fullPathname', 'nullSha1', 'gitmodulesSymlink', 'gitattributesSymlink']

const serverSettings: Readonly<Record<string, string>> = {
  'receive.fsckObjects': 'true',
  ...Object.fromEntries(forgiven.map((fault) => [`receive.fsck.${fault}`, 'ignore'])),
  ...Object.fromEntries(unforgivable.map((fault) => [`receive.fsck.${fault}`, 'error'])),
  'receive.denyDeletes': 'false',
  'receive.denyNonFastForwards': 'false',
  // whether the branch that is deployed may go is said by us, in our words
  'receive.denyDeleteCurrent': 'ignore',
  'receive.advertisePushOptions': 'false',
  // ours alone: nobody outside sees or moves them
  'transfer.hideRefs': 'refs/berth',
  'uploadpack.allowFilter': 'true',
}
