import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { EngineFrame, Route, Session } from '../../src/gateway/protocol.ts'
import { sign } from '../../src/gateway/tickets.ts'
import { InstanceName } from '../../src/model/names.ts'
import type { Policy } from '../../src/model/policy.ts'
import { PersonId } from '../../src/model/person.ts'
import { cores, domain, hosts, ports } from './place.ts'
import type { Folder } from './place.ts'
import { gatewayFlags } from '../../src/engine/gatewayprocess.ts'
import { Program } from './program.ts'

/** Berth's gateway as its own process, with the bench in the engine's place. */
export class Ours implements AsyncDisposable {
  readonly program: Program
  readonly #engine: Socket

  static async start(folder: Folder, key: Buffer, policyAt: PolicyAt = mixed): Promise<Ours> {
    const socket = join(folder.path, 'gateway.sock')
    const main = join(import.meta.dirname, '../../src/gateway/main.ts')
    const argv = [process.execPath, ...gatewayFlags, main, '--socket', socket, '--port', String(ports.ours), '--address', '127.0.0.1']
    const program = await Program.start(cores.proxy, argv, ports.ours)
    const engine = connect(socket)
    engine.write(JSON.stringify(snapshot(folder, key, policyAt)) + '\n')
    await new Promise<void>((resolve) => createInterface({ input: engine }).once('line', () => resolve()))
    engine.resume()
    return new Ours(program, engine)
  }

  private constructor(program: Program, engine: Socket) {
    this.program = program
    this.#engine = engine
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#engine.destroy()
    await this.program[Symbol.asyncDispose]()
  }
}

type PolicyAt = (index: number) => Policy

/** Half of the apps are private, and all have paths that differ. */
const mixed: PolicyAt = (index) => ({ access: index % 2 === 0 ? 'private' : 'public', paths: { '/admin': 'private', '/share': 'public' } })

export const newKey = (): Buffer => randomBytes(32)

/** With an app session of the owner's beside a cookie of the app's own. */
export function cookieOf(index: number, key: Buffer): string {
  const instance = `app${index}`
  return `theme=dark; berth-app-${instance}=${sign({ use: 'session', instance, session: 'bench', expires: Date.now() / 1000 + 3600 }, key)}`
}

const owner: Session = { id: 'bench', of: { kind: 'person', id: PersonId.parse('owner'), name: 'Ada', role: 'owner', groups: [] } }
const identity = { issuer: 'http://berth.localhost', key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }) as Record<string, string> }
const people = { lan: null, identity, crowd: { sessions: [owner], open: false } }

function snapshot(folder: Folder, key: Buffer, policyAt: PolicyAt): EngineFrame {
  const engineSocket = join(folder.path, 'engine.sock')
  return { type: 'snapshot', domain, consoleNames: [], engineSocket, key: key.toString('base64url'), ...people, routes: hosts.map((_, index) => route(index, policyAt(index))) }
}

function route(index: number, policy: Policy): Route {
  return {
    instance: InstanceName.parse(`app${index}`),
    title: `App ${index}`,
    policy,
    entries: [{ listen: null, protocol: 'http', target: { host: '127.0.0.1', port: ports.upstream } }],
    state: 'running',
    since: Date.now(),
    step: null,
    expected: null,
    cause: null,
  }
}
