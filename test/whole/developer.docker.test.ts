import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { tryRun } from '../../src/kit/run.ts'
import { until } from '../../src/kit/until.ts'
import type { RunResult } from '../../src/kit/run.ts'
import type { ReleaseView } from '../../src/model/project.ts'
import { Pusher } from './pusher.ts'

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

/** A developer's own computer: the CLI, a home of its own, and an API token of the machine elsewhere. */
class Laptop {
  readonly home: string
  readonly work: string
  readonly #dev: Pusher
  readonly address: string

  private constructor(dev: Pusher) {
    this.#dev = dev
    this.home = join(dev.berth.data, 'laptop')
    this.work = join(this.home, 'shop')
    this.address = `http://berth.localhost:${dev.berth.port}`
  }

  static async of(dev: Pusher): Promise<Laptop> {
    const laptop = new Laptop(dev)
    await mkdir(laptop.work, { recursive: true })
    execFileSync('git', ['init', '--quiet', '--initial-branch=main', laptop.work])
    return laptop
  }

  async token(scope: string): Promise<string> {
    const origin = this.address
    const signedIn = await this.#dev.berth.visit('berth', '/api/session', { method: 'POST', body: { password: 'a long password of Ada' }, headers: { origin } })
    const cookie = (signedIn.headers['set-cookie'] ?? []).map((line) => line.split(';')[0]).join('; ')
    const made = await this.#dev.berth.visit('berth', '/api/tokens', { method: 'POST', body: { label: scope, scope }, headers: { origin, cookie } })
    return (JSON.parse(made.text) as { secret: string }).secret
  }

  async berth(words: readonly string[], { env = {}, input }: { readonly env?: Record<string, string>; readonly input?: string } = {}): Promise<RunResult> {
    const own = { HOME: this.home, XDG_CONFIG_HOME: join(this.home, 'config'), BERTH_DATA: join(this.home, 'none'), PATH: process.env['PATH'] ?? '' }
    return await tryRun([process.execPath, main, ...words], { cwd: this.work, env: { ...own, ...env }, ...(input === undefined ? {} : { input }) })
  }

  async commit(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [path, text] of Object.entries(files)) await writeFile(join(this.work, path), text)
    const git = (...words: string[]): string => execFileSync('git', ['-C', this.work, '-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...words], { encoding: 'utf8' })
    git('add', '--all')
    git('commit', '--quiet', '-m', 'A change')
  }
}

describe('a developer with the command line, against a real engine', () => {
  it('signs in, makes a project, pushes over HTTP, sets variables, goes back, and takes it all away', async () => {
    await using dev = await Pusher.open()
    const laptop = await Laptop.of(dev)
    const does = async (...words: string[]): Promise<string> => {
      const { code, out, err } = await laptop.berth(words)
      assert.equal(code, 0, `berth ${words.join(' ')}: ${err}`)
      return out + err
    }
    assert.equal((await laptop.berth(['login', laptop.address, '--token-file', '-'], { input: await laptop.token('all') })).code, 0)
    await laptop.commit({ 'index.html': 'the shop', 'berth.yaml': 'access: public\n' })
    await does('init', 'shop', '--https', '--yes')
    assert.match(await does('push'), /Release 1 serves/)
    assert.equal((await dev.berth.visit('shop')).text, 'the shop')
    assert.match(await does('status'), /shop/)
    await does('env', 'set', 'GREETING=hello there')
    assert.ok(!(await does('env')).includes('hello there'))
    await dev.berth.json('/api/projects/shop')
    const releases = JSON.parse((await laptop.berth(['--json', 'releases'])).out) as ReleaseView[]
    assert.deepEqual(releases.map(({ number }) => number).slice(-1), [1])
    await does('rollback', 'shop', '1', '--yes')
    assert.ok(!JSON.stringify(await readFile(join(laptop.work, '.git', 'config'), 'utf8')).includes('berth_'))
    const images = releases.flatMap((release) => Object.values(release.images).map(({ name }) => name))
    assert.ok(images.length > 0 && (await tryRun(['docker', 'image', 'inspect', '--', ...images])).code === 0)
    await does('rm', 'shop', '--yes')
    await dev.berth.becomes('shop', undefined)
    const isGone = async (): Promise<true | undefined> => ((await tryRun(['docker', 'image', 'inspect', '--format', 'here', '--', ...images])).out.includes('here') ? undefined : true)
    assert.ok(await until(isGone, { deadline: 20_000 }), 'the images that its containers had go after them')
    assert.deepEqual(
      (await dev.berth.json<{ name: string }[]>('/api/projects')).map(({ name }) => name),
      ['blog'],
    )
  })

  it('deploys a folder from a CI with a token that can do nothing else', async () => {
    await using dev = await Pusher.open()
    const laptop = await Laptop.of(dev)
    await writeFile(join(laptop.work, 'index.html'), 'from the CI')
    await writeFile(join(laptop.work, 'berth.yaml'), 'access: public\n')
    const env = { BERTH_URL: laptop.address, BERTH_TOKEN: await laptop.token('deploy') }
    const deployed = await laptop.berth(['deploy', 'blog', '--dir', '.', '--message', 'Build 7'], { env })
    assert.equal(deployed.code, 0, deployed.err)
    assert.equal(await dev.shows(), 'from the CI')
    assert.equal((await dev.releases())[0]?.subject, 'Build 7')
    await writeFile(join(laptop.work, 'Dockerfile'), 'FROM scratch\nRUN nothing\n')
    const failed = await laptop.berth(['deploy', 'blog'], { env })
    assert.notEqual(failed.code, 0)
    assert.equal(await dev.shows(), 'from the CI')
    const other = await laptop.berth(['apps'], { env })
    assert.match(other.err, /may not do this/)
    const image = await laptop.berth(['deploy', 'blog', '--image', 'berth-test/busybox:1'], { env })
    assert.notEqual(image.code, 0, 'it serves nothing')
    assert.equal(await dev.shows(), 'from the CI')
  })
})
