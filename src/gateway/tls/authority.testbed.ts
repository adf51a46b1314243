import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { isIP } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Certificate } from '../protocol.ts'

const run = promisify(execFile)
const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'] as const

/** For tests: a certificate authority of its own, by the `openssl` program. */
export class Authority implements AsyncDisposable {
  readonly #folder: string
  /** Its own certificate, PEM: what a client is to trust. */
  readonly pem: string
  #serial = 1

  static async open(): Promise<Authority> {
    const folder = await mkdtemp(join(tmpdir(), 'berth-authority-'))
    const [key, cert] = [join(folder, 'ca.key'), join(folder, 'ca.pem')]
    await run('openssl', ['req', '-x509', ...newKey, '-keyout', key, '-out', cert, '-days', '7', '-subj', '/CN=Test authority'])
    return new Authority(folder, await readFile(cert, 'utf8'))
  }

  private constructor(folder: string, pem: string) {
    this.#folder = folder
    this.pem = pem
  }

  async issue(...names: readonly [string, ...string[]]): Promise<Certificate> {
    const at = (what: string) => join(this.#folder, `${this.#serial}.${what}`)
    this.#serial++
    const [key, asked, cert, more] = [at('key'), at('csr'), at('pem'), at('ext')]
    await writeFile(more, `subjectAltName=${names.map((name) => `${isIP(name) === 0 ? 'DNS' : 'IP'}:${name}`).join(',')}\n`)
    await run('openssl', ['req', ...newKey, '-keyout', key, '-out', asked, '-subj', `/CN=${names[0]}`])
    const by = ['-CA', join(this.#folder, 'ca.pem'), '-CAkey', join(this.#folder, 'ca.key'), '-CAcreateserial']
    await run('openssl', ['x509', '-req', '-in', asked, ...by, '-out', cert, '-days', '6', '-extfile', more])
    return { names: [...names], chain: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true })
  }
}
