import { once } from 'node:events'
import { createServer } from 'node:net'
import type { AddressInfo, Server as NetServer, Socket } from 'node:net'
import type { Connection as Client, Server } from 'ssh2'
import { algorithms } from './algorithms.ts'
import { Turnstile, usualBrakes } from './brakes.ts'
import { Connection } from './connection.ts'
import { hostKey } from './hostkey.ts'
import { protocol } from './protocol.ts'
import type { SshOptions, SshTerms } from './terms.ts'

/** Listens for git over SSH. Throws what `listen` throws, as where the port is taken. */
export async function openSshServer<Who>(options: SshOptions<Who>): Promise<SshServer<Who>> {
  const server = createServer({ noDelay: true })
  server.listen(options.port, options.host)
  await once(server, 'listening')
  return new SshServer(server, { ...options, brakes: { ...usualBrakes, ...options.brakes } })
}

export class SshServer<Who> implements AsyncDisposable {
  readonly #net: NetServer
  readonly #terms: SshTerms<Who>
  readonly #turnstile: Turnstile
  readonly #connections = new Map<Socket, Connection<Who> | undefined>()
  #ssh: Promise<Server> | undefined

  constructor(net: NetServer, terms: SshTerms<Who>) {
    this.#net = net
    this.#terms = terms
    this.#turnstile = new Turnstile(terms.brakes)
    net.on('connection', (socket) => this.#enter(socket))
  }

  get port(): number {
    return (this.#net.address() as AddressInfo).port
  }

  /** Ends every connection of those that may no longer be here; `line` is read by whoever waits at a command. */
  end(isOut: (who: Who) => boolean, line = 'Your key was taken back.'): void {
    for (const connection of this.#connections.values()) {
      if (connection?.who !== undefined && isOut(connection.who)) connection.end(`${line}\n`)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const open = [...this.#connections.values()].filter((connection) => connection !== undefined)
    const closed = once(this.#net, 'close')
    this.#net.close()
    open.forEach((connection) => connection.end('Berth is being stopped.\n'))
    await Promise.all(open.map((connection) => connection.done()))
    for (const socket of this.#connections.keys()) socket.destroy()
    await closed
  }

  #enter(socket: Socket): void {
    const address = socket.remoteAddress ?? ''
    socket.on('error', () => undefined)
    if (!this.#turnstile.enter(address)) return void socket.end('Too many connections at a time: wait a little and try again.\r\n')
    const late = setTimeout(() => this.#late(socket), this.#terms.brakes.grace)
    this.#connections.set(socket, undefined)
    socket.once('close', () => {
      clearTimeout(late)
      this.#turnstile.leave(address)
      this.#connections.delete(socket)
    })
    void this.#handOver(socket)
  }

  #late(socket: Socket): void {
    if (this.#connections.get(socket)?.who === undefined) socket.destroy()
  }

  async #handOver(socket: Socket): Promise<void> {
    try {
      this.#ssh ??= this.#load()
      const ssh = await this.#ssh
      ssh.injectSocket(socket)
    } catch (error) {
      this.#ssh = undefined // the key may be mended meanwhile
      this.#terms.log.error({ error: String(error) }, 'no SSH connection can be taken')
      socket.destroy()
    }
  }

  /** Only when somebody comes: most machines are never pushed to, and it takes memory. */
  async #load(): Promise<Server> {
    const { Server: SshProtocol } = await protocol()
    const { secret } = await hostKey(this.#terms.hostKey)
    return new SshProtocol({ hostKeys: [secret], algorithms, ident: 'Berth' }, (client, info) => this.#welcome(client, info))
  }

  /** ssh2 does not say which socket a client came by; its address and port do. */
  #welcome(client: Client, { ip, port }: { readonly ip: string; readonly port: number }): void {
    const socket = [...this.#connections.keys()].find(({ remoteAddress, remotePort }) => remoteAddress === ip && remotePort === port)
    if (!socket) return void client.end()
    this.#connections.set(socket, new Connection(client, socket, this.#terms))
  }
}
