import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Ports on loopback, and the number of routes, that all parts of this bench agree on. */
export const ports = { upstream: 19500, ours: 19501, caddy: 19502, nginx: 19503 } as const
export const routes = 500
export const domain = 'bench.localhost'
export const hosts = Array.from({ length: routes }, (_, index) => `app${index}.${domain}`)

/** Core 0 is the proxy's alone; load and upstream share core 1, whichever proxy it is. */
export const cores = { proxy: '0', rest: '1' } as const

export class Folder implements AsyncDisposable {
  readonly path: string

  static async open(): Promise<Folder> {
    return new Folder(await mkdtemp(join(tmpdir(), 'berth-bench-')))
  }

  private constructor(path: string) {
    this.path = path
  }

  async write(name: string, text: string): Promise<string> {
    const path = join(this.path, name)
    await writeFile(path, text)
    return path
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true })
  }
}
