import type { Socket } from 'node:net'
import type { ServerChannel, Session } from 'ssh2'
import { asChannel } from './channel.ts'
import type { Channel } from './channel.ts'
import { isGitProtocol, readCommand } from './command.ts'
import type { Command } from './command.ts'

const refusal = 'This machine takes git pushes and fetches here, and runs nothing else.\n'

/** A command that a client wants run. */
export interface Wish {
  readonly command: Command
  readonly channel: ServerChannel
}

/**
 * Takes the one command of a session. What has no listener here (a terminal, an agent, X11, a subsystem) ssh2 refuses by
 * itself; a shell and other commands are refused with a line to read.
 */
export function takeCommand(session: Session, begin: (wish: Wish) => void): void {
  let protocol: string | null = null
  session.on('env', (accept, reject, { key, val }) => {
    const wanted = isGitProtocol(key, val)
    if (wanted) protocol = val
    answer(wanted ? accept : reject)
  })
  session.on('shell', (accept) => refuse(accept()))
  session.on('exec', (accept, _, { command: line }) => {
    const command = readCommand(line, protocol)
    if (command) begin({ command, channel: accept() })
    else refuse(accept())
  })
}

/** Some requests want no answer: there is then nothing to call, whatever the types say. */
function answer(say: (() => unknown) | undefined): void {
  say?.()
}

function refuse(channel: ServerChannel): void {
  channel.on('error', () => undefined).resume()
  channel.stderr.write(refusal)
  channel.exit(1)
  channel.end()
}

/** The channel for whoever runs the command, and a signal that aborts when it closes. */
export function openChannel({ channel }: Wish, socket: Socket, parent: AbortSignal): { readonly channel: Channel; readonly signal: AbortSignal } {
  const gone = new AbortController()
  channel.on('error', () => undefined)
  channel.on('close', () => gone.abort(new Error('the client is gone')))
  const signal = AbortSignal.any([parent, gone.signal])
  return { channel: asChannel(channel, socket, signal), signal }
}
