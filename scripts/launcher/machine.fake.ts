import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const tools = ['sh', 'sed', 'awk', 'tr', 'head', 'tail', 'cat', 'cksum', 'id', 'uname', 'grep', 'sort', 'mktemp', 'timeout', 'mkdir', 'chmod', 'rm', 'mv', 'cp', 'dirname', 'find', 'sleep']
const os = {
  'debian 12': { ID: 'debian', VERSION_ID: '"12"', VERSION_CODENAME: 'bookworm' },
  'debian 13': { ID: 'debian', VERSION_ID: '"13"', VERSION_CODENAME: 'trixie' },
  'ubuntu 24.04': { ID: 'ubuntu', VERSION_ID: '"24.04"', VERSION_CODENAME: 'noble' },
  'fedora 42': { ID: 'fedora', VERSION_ID: '42', VERSION_CODENAME: '""' },
} as const
const driver = fileURLToPath(new URL('try.sh', import.meta.url))

export interface Said {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** A machine made of a folder as its root and a PATH of stand-in programs that note each call. */
export class FakeMachine implements Disposable {
  readonly root = mkdtempSync(join(tmpdir(), 'berth-machine-'))

  constructor(system: keyof typeof os) {
    for (const folder of ['bin', 'usr/sbin', 'etc/apt/sources.list.d', 'etc/apt/preferences.d', 'data', 'project/node_modules']) mkdirSync(join(this.root, folder), { recursive: true })
    for (const tool of tools) symlinkSync(real(tool), join(this.root, 'bin', tool))
    const release = Object.entries(os[system]).map(([name, value]) => `${name}=${value}\n`)
    this.write('etc/os-release', release.join(''))
    this.write('project/package-lock.json', '{}')
    this.write('project/node_modules/.package-lock.json', '{}')
    this.program('apt-get', `case "$*" in *indextargets*) printf 'http://mirror.test/debian/ ${os[system].VERSION_CODENAME} Packages\\nhttp://security.test/ other Packages\\n' ;; esac`)
    for (const here of ['setsid', 'npm', 'git', 'rsync']) this.program(here, ':')
  }

  /** Adds a program; its calls are noted in `calls`. */
  program(name: string, body: string, folder = 'bin'): void {
    this.write(`${folder}/${name}`, `#!/bin/sh\nprintf '%s\\n' "${name} $*" >>${this.root}/calls\n${body}\n`)
    chmodSync(join(this.root, folder, name), 0o755)
  }

  /** A docker client; with versions, an engine that answers and a compose plugin. */
  docker(versions: { readonly engine?: string; readonly compose?: string; readonly buildx?: boolean }): void {
    const { engine, compose, buildx } = versions
    const answer = (text: string | undefined): string => (text === undefined ? 'exit 1' : `echo ${text}`)
    this.program('docker', `case "$1" in version) ${answer(engine)} ;; compose) ${answer(compose)} ;; buildx) ${buildx ? ':' : 'exit 1'} ;; esac`)
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.root, path)), { recursive: true })
    writeFileSync(join(this.root, path), text)
  }

  remove(path: string): void {
    rmSync(join(this.root, path))
  }

  read(path: string): string | undefined {
    return existsSync(join(this.root, path)) ? readFileSync(join(this.root, path), 'utf8') : undefined
  }

  get calls(): readonly string[] {
    return (this.read('calls') ?? '').split('\n').filter((line) => line !== '')
  }

  /** Runs a function of the launcher on this machine, as root unless `uid` says otherwise. */
  run(words: readonly string[], env: { readonly uid?: number; readonly dryRun?: boolean } = {}): Said {
    const surroundings = { PATH: join(this.root, 'bin'), HOME: this.root, BERTH_ROOT: this.root, BERTH_HERE: join(this.root, 'project'), BERTH_DATA: join(this.root, 'data') }
    const { status, stdout, stderr } = spawnSync(join(this.root, 'bin/sh'), [driver, ...words], {
      env: { ...surroundings, BERTH_UID: String(env.uid ?? 0), DRY_RUN: env.dryRun ? 'yes' : 'no' },
      encoding: 'utf8',
      input: '',
    })
    return { code: status ?? -1, out: stdout, err: stderr }
  }

  [Symbol.dispose](): void {
    rmSync(this.root, { recursive: true })
  }
}

function real(tool: string): string {
  const found = ['/usr/bin', '/bin', '/usr/sbin'].map((folder) => join(folder, tool)).find((path) => existsSync(path))
  if (found === undefined) throw new Error(`this machine has no ${tool}`)
  return found
}
