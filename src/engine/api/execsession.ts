import { on } from 'node:events'
import type { z } from 'zod'
import type { RawData, WebSocket } from 'ws'
import type { Access } from '../../access/access.ts'
import type { Person } from '../../access/person.ts'
import type { Docker, SeenContainer } from '../../docker/docker.ts'
import type { Execution } from '../../docker/exec.ts'
import type { Frame } from '../../docker/frames.ts'
import type { Report } from '../../instances/report.ts'
import type { EngineId, InstanceName } from '../../model/names.ts'
import { Problem } from '../../model/problem.ts'
import { TerminalAsk, TerminalOpen } from '../../model/terminal.ts'
import type { TerminalWord } from '../../model/terminal.ts'
import type { Reports } from '../reports.ts'

export interface ExecTools {
  readonly engine: EngineId
  readonly docker: Docker
  readonly access: Access
  readonly reports: Reports
  readonly name: InstanceName
  readonly person: Person
  readonly signal: AbortSignal
}

type Messages = AsyncIterator<[RawData, boolean], undefined>
type Asked = z.output<typeof TerminalOpen>

/** Milliseconds somebody may take to say what they want, and the app to wake for it. */
const patience = { open: 10_000, wake: 120_000 }
/** Looked for in this order where no command is given. */
const shells = ['/bin/bash', '/bin/sh']

/** Runs one program from its first frame to its exit code. Throws what is wrong with it, and the signal's reason. */
export async function execute(viewer: WebSocket, tools: ExecTools): Promise<void> {
  const { docker, access, name, person, signal } = tools
  const messages = on(viewer, 'message', { close: ['close'], highWaterMark: 64, signal }) as Messages
  const asked = await hearOpen(messages)
  const { id, service } = await place(tools, asked.service)
  const argv = await argvOf(docker, { id, service, name }, asked.command)
  // Never what is run, nor what is typed: both hold passwords.
  await access.note({ person }, `open a terminal in ${service}`, name)
  signal.throwIfAborted()
  await using program = await docker.exec(id, { argv, terminal: asked.tty ? asked : null })
  signal.throwIfAborted()
  const broken = Promise.withResolvers<never>()
  const end = (): void => broken.reject(signal.reason as Error)
  signal.addEventListener('abort', end, { once: true })
  hear(messages, program).catch(broken.reject)
  try {
    await Promise.race([tell(viewer, program, asked.tty), broken.promise])
    await send(viewer, JSON.stringify({ type: 'exit', code: await program.exit() } satisfies TerminalWord))
  } finally {
    signal.removeEventListener('abort', end)
    await messages.return?.()
  }
}

async function hearOpen(messages: Messages): Promise<Asked> {
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(new Problem('invalid', { where: 'open', reason: 'nothing was asked for in ten seconds' })), patience.open)
  try {
    const first = await Promise.race([messages.next(), late.promise])
    if (first.done) throw new Problem('invalid', { where: 'open', reason: 'it was closed before anything was asked for' })
    return parsed(TerminalOpen, first.value)
  } finally {
    clearTimeout(timer)
  }
}

/** The container to be in; the app is woken first. Of two versions of a service the newer. */
async function place({ engine, docker, reports, name, signal }: ExecTools, wanted: string | undefined): Promise<SeenContainer> {
  const { spec } = await awake(reports, name, signal)
  const all = (await docker.look(engine, name)).filter(({ state }) => state === 'running').toSorted((one, other) => other.startedAt - one.startedAt)
  const service = wanted ?? spec.plan?.entries[0]?.service ?? all[0]?.service ?? ''
  const found = all.find((container) => container.service === service)
  if (!found) throw new Problem('not-found', { what: `running service of ${name}`, name: service })
  return found
}

async function awake(reports: Reports, name: InstanceName, signal: AbortSignal): Promise<Report> {
  const isDecided = ({ spec, status: { state } }: Report): boolean => state === 'running' || state === 'failed' || spec.mode === 'off'
  const waking = AbortSignal.any([signal, AbortSignal.timeout(patience.wake)])
  const found = await reports.when(name, isDecided, waking).catch(() => undefined)
  signal.throwIfAborted()
  if (!found) throw new Problem('wake-timeout', { name, seconds: 10 })
  if (found.status.state === 'running') return found
  throw found.spec.mode === 'off' ? new Problem('switched-off', { name }) : new Problem('not-running', { name, reason: found.status.cause?.message ?? 'it failed.' })
}

type Inside = Pick<SeenContainer, 'id' | 'service'> & { readonly name: InstanceName }

async function argvOf(docker: Docker, { id, service, name }: Inside, command: readonly string[] | undefined): Promise<readonly [string, ...string[]]> {
  const [first, ...rest] = command ?? []
  if (first !== undefined) return [first, ...rest]
  for (const shell of shells) if (await docker.hasFile(id, shell)) return [shell]
  throw new Problem('no-shell', { name, service })
}

/** What the person sends, to the program; one after the other, so that a slow program slows its sender. */
async function hear(messages: Messages, program: Execution): Promise<void> {
  for (let next = await messages.next(); !next.done; next = await messages.next()) {
    const [data, isBinary] = next.value
    if (isBinary) await program.write(bytesOf(data))
    else await obey(parsed(TerminalAsk, next.value), program)
  }
}

async function obey(asked: TerminalAsk, program: Execution): Promise<void> {
  if (asked.type === 'size') await program.resize(asked)
  else program.end()
}

/** What the program says, to the person; a slow reader slows the program. */
async function tell(viewer: WebSocket, program: Execution, tty: boolean): Promise<void> {
  for await (const frame of program.output) await send(viewer, tty ? frame.bytes : marked(frame))
}

function marked({ stream, bytes }: Frame): Buffer {
  return Buffer.concat([Buffer.of(stream === 'out' ? 1 : 2), bytes])
}

/** Resolves when it is on its way. One who is gone hears nothing, and is no error here. */
async function send(viewer: WebSocket, what: Buffer | string): Promise<void> {
  await new Promise<void>((resolve) => viewer.send(what, () => resolve()))
}

function parsed<T>(schema: z.ZodType<T>, [data, isBinary]: [RawData, boolean]): T {
  const found = schema.safeParse(isBinary ? undefined : asJson(bytesOf(data).toString()))
  if (found.success) return found.data
  const { path: at = [], message = '' } = found.error.issues[0] ?? {}
  throw new Problem('invalid', { where: at.join('.') || 'frame', reason: message })
}

function bytesOf(data: RawData): Buffer {
  return Array.isArray(data) ? Buffer.concat(data) : data instanceof ArrayBuffer ? Buffer.from(data) : data
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
