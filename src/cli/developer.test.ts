import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, describe, it } from 'node:test'
import { text } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import { gunzipSync } from 'node:zlib'
import tar from 'tar-stream'
import { run } from '../kit/run.ts'
import type { RunResult } from '../kit/run.ts'
import { Problem } from '../model/problem.ts'
import { berth } from './child.testbed.ts'
import { projectOf } from './projects.testbed.ts'
import { apps } from './sample.testbed.ts'
import { Lines, StandIn } from './standin.testbed.ts'

const me = { kind: 'person', id: 'p1', name: 'Ada', role: 'owner', groups: [], via: 'token', may: [] }
const serves = { type: 'end', ok: true, lines: [], url: 'http://blog.localhost', release: 9 }

/** A developer's computer: a home, and folders of apps; the machine is elsewhere. */
describe('whoever writes an app, on a computer of their own', () => {
  let engine: StandIn
  let home = ''
  let app = ''
  before(async () => {
    engine = await StandIn.open()
    home = await mkdtemp(join(tmpdir(), 'berth-home-'))
    app = join(home, 'My Blog')
    await mkdir(app)
    await mkdir(join(home, '.ssh'))
    await run(['git', 'init', '--quiet', '--bare', '--initial-branch=main', join(home, 'blog.git')])
    engine.answers.set('GET /api/me', me)
    engine.answers.set('GET /api/projects/blog/follow', new Lines(serves))
  })
  beforeEach(() => void (engine.asked.length = 0))
  after(async () => {
    await engine[Symbol.asyncDispose]()
    await rm(home, { recursive: true })
  })

  async function here(words: readonly string[], options: { cwd?: string; input?: string; env?: Record<string, string> } = {}): Promise<RunResult> {
    const { cwd = app, env = {}, ...rest } = options
    return await berth({ data: '/nonexistent/data' }, words, { ...rest, cwd, env: { HOME: home, ...env } })
  }

  async function git(...words: readonly string[]): Promise<string> {
    return (await run(['git', '-c', 'user.name=Ada', '-c', 'user.email=ada@example.org', ...words], { cwd: app })).out.trim()
  }

  const asked = (): readonly string[] => engine.asked.map(({ what }) => what)
  const file = (): string => join(home, '.config', 'berth', 'machines.json')

  it('login tries the token, keeps it for its owner alone, and commands go there', async () => {
    engine.answers.set('GET /api/me', new Problem('sign-in'))
    assert.equal((await here(['login', engine.url], { input: 'wrong\n' })).code, 5)
    await assert.rejects(stat(file()))
    engine.answers.set('GET /api/me', me)
    assert.match((await here(['login', engine.url], { input: 'berth_secret\n' })).out, /^You are Ada at http:\/\/127\.0\.0\.1:\d+\./)
    assert.equal((await stat(file())).mode & 0o777, 0o600)
    assert.equal((await stat(join(file(), '..'))).mode & 0o777, 0o700)
    assert.match((await here(['apps'])).out, /notes/)
    assert.equal(engine.asked.at(-1)?.authorization, 'Bearer berth_secret')
    assert.match((await here(['login'])).out, /● current/)
    assert.equal((await here(['login', 'ftp:'])).code, 2)
  })

  it('what is of the machine itself is never asked elsewhere', async () => {
    const { code, err } = await here(['claim'])
    assert.deepEqual([code, asked()], [4, []])
    assert.match(err, /not up here \(\/nonexistent\/data\)/)
  })

  it('init begins the repository and the project, adds the remote, brings the key and writes berth.yaml', async () => {
    await writeFile(join(home, '.ssh', 'id_ed25519.pub'), 'ssh-ed25519 AAAA ada@laptop\n')
    const project = projectOf({ name: 'my-blog', remote: { ssh: join(home, 'blog.git'), https: `${engine.url}/git/blog.git` } })
    engine.answers.set('POST /api/projects', project)
    engine.answers.set('GET /api/keys', [])
    engine.answers.set('POST /api/keys', [])
    assert.match((await here(['init'])).err, /no git repository; begin one with `git init`, or say --yes/)
    const { code, out, err } = await here(['init', '--yes', '--file'])
    assert.deepEqual([code, out], [0, `${join(home, 'blog.git')}\n`])
    assert.match(err, /Your key .*id_ed25519\.pub may push\./)
    assert.equal(await git('config', '--get', 'remote.berth.url'), join(home, 'blog.git'))
    assert.match(await readFile(join(app, 'berth.yaml'), 'utf8'), /^name: my-blog$/m)
    assert.deepEqual(
      engine.asked.filter(({ what }) => what.startsWith('POST')).map(({ what, body }) => [what, body]),
      [
        ['POST /api/projects', { name: 'my-blog' }],
        ['POST /api/keys', { keys: 'ssh-ed25519 AAAA ada@laptop\n' }],
      ],
    )
    engine.answers.set('GET /api/projects/my-blog', project)
  })

  it('init again mends what is missing and makes nothing twice', async () => {
    await git('remote', 'remove', 'berth')
    assert.equal((await here(['init', 'my-blog', '--yes'])).code, 0)
    assert.equal(await git('config', '--get', 'remote.berth.url'), join(home, 'blog.git'))
    assert.ok(!asked().includes('POST /api/projects'))
  })

  it('push brings the commit to the branch that is deployed; what git says is what it ends with', async () => {
    await writeFile(join(app, 'index.html'), '<p>Hello')
    await git('add', '.')
    await git('commit', '--quiet', '-m', 'Begin')
    await git('branch', '-M', 'work')
    assert.equal((await here(['push'])).code, 0)
    assert.equal(await git('-C', join(home, 'blog.git'), 'rev-parse', 'main'), await git('rev-parse', 'HEAD'))
    await git('commit', '--quiet', '--amend', '-m', 'Another')
    assert.equal((await here(['push'])).code, 6)
    assert.equal((await here(['push', '--force'])).code, 0)
  })

  it('push over HTTPS shows the token to the machine and writes it nowhere', async () => {
    assert.equal((await here(['init', '--https', '--yes'])).out, `${engine.url}/git/blog.git\n`)
    assert.equal((await here(['push'], { env: { GIT_TERMINAL_PROMPT: '0' } })).code, 6) // the stand-in is no git server
    const seen = engine.asked.find(({ what }) => what.startsWith('GET /git/blog.git/info/refs'))
    assert.equal(seen?.authorization, `Basic ${Buffer.from('berth:berth_secret').toString('base64')}`)
    assert.doesNotMatch(await readFile(join(app, '.git', 'config'), 'utf8'), /berth_secret|Basic/)
    engine.asked.length = 0
    await git('remote', 'set-url', 'berth', `${engine.url.replace('127.0.0.1', 'localhost')}/git/blog.git`)
    await here(['push'], { env: { GIT_TERMINAL_PROMPT: '0' } })
    assert.deepEqual(
      engine.asked.filter(({ what }) => what.startsWith('GET /git/')).map(({ authorization }) => authorization),
      [undefined],
    )
    await git('remote', 'set-url', 'berth', `${engine.url}/git/blog.git`)
  })

  it('deploy sends the folder: what git ignores stays, links stay links', async () => {
    const way = 'POST /api/projects/my-blog/source'
    engine.answers.set(way, { project: 'blog', job: 'job1', release: null })
    await writeFile(join(app, '.gitignore'), 'secret.txt\n')
    await writeFile(join(app, 'secret.txt'), 'x')
    await mkdir(join(app, 'bin'))
    await writeFile(join(app, 'bin', 'rün.sh'), '#!/bin/sh\n', { mode: 0o755 })
    await writeFile(join(app, 'empty'), '')
    await symlink('index.html', join(app, 'start.html'))
    const { code, out } = await here(['deploy', '--message', 'From here', '--branch', 'work'], { cwd: join(app, 'bin') })
    assert.deepEqual([code, out], [0, 'http://blog.localhost\n'])
    const sent = engine.asked.find(({ what }) => what.startsWith(way))
    assert.equal(sent?.what, `${way}?message=From+here&branch=work`)
    assert.deepEqual(await contentsOf(sent.body as Buffer), {
      '.gitignore': '644 secret.txt\n',
      'berth.yaml': `644 ${await readFile(join(app, 'berth.yaml'), 'utf8')}`,
      'bin/rün.sh': '755 #!/bin/sh\n',
      empty: '644 ',
      'index.html': '644 <p>Hello',
      'start.html': 'link index.html',
    })
  })

  it('deploy says why the machine would not have it', async () => {
    engine.answers.set('POST /api/projects/site/source', new Problem('forbidden'))
    assert.equal((await here(['deploy', 'site', '--dir', join(home, '.ssh')])).code, 5)
    assert.match((await here(['deploy', 'site', '--dir', join(home, '.config')], { env: { BERTH_URL: 'http://127.0.0.1:9' } })).err, /not up here/)
  })

  it('in its folder the project is meant, elsewhere the machine', async () => {
    engine.answers.set('GET /api/instances/my-blog', apps[0])
    for (const verb of ['start', 'stop']) engine.answers.set(`POST /api/instances/my-blog/${verb}`, { ok: true })
    engine.answers.set('GET /api/instances/my-blog/logs', new Lines())
    const typed: readonly (readonly [string, string])[] = [
      ['status', 'GET /api/projects/my-blog'],
      ['down', 'POST /api/instances/my-blog/stop'],
      ['start', 'POST /api/instances/my-blog/start'],
      ['logs', 'GET /api/instances/my-blog/logs?tail=100&follow=false'],
      ['open', 'GET /api/instances/my-blog'],
    ]
    for (const [words, what] of typed) {
      engine.asked.length = 0
      await here([words], { cwd: join(app, 'bin') })
      assert.ok(asked().includes(what), `${words}: ${asked().join(', ')}`)
    }
    engine.asked.length = 0
    assert.equal((await here(['status'], { cwd: home })).code, 0)
    assert.ok(!asked().some((what) => what.includes('my-blog')))
    assert.equal((await here(['down'], { cwd: home })).out, 'Berth is not up.\n')
  })

  it('CI needs no login: BERTH_URL and BERTH_TOKEN', async () => {
    const { code, out } = await here(['deploy', 'my-blog', '--dir', '.', '--no-wait'], { env: { HOME: '/nonexistent', BERTH_URL: engine.url, BERTH_TOKEN: 'berth_ci' } })
    assert.deepEqual([code, out], [0, 'blog is being built. See how it goes: berth jobs job1 --follow\n'])
    assert.ok(engine.asked.every(({ authorization }) => authorization === 'Bearer berth_ci'))
  })

  it('of several machines the one is meant that the project is pushed to', async () => {
    await using other = await StandIn.open()
    other.answers.set('GET /api/me', me)
    const local = other.url.replace('127.0.0.1', 'localhost')
    await here(['login', local, '--token-file', '-'], { input: 'berth_other' })
    await here(['status'], { cwd: app })
    assert.ok(asked().includes('GET /api/projects/my-blog'))
    assert.match((await here(['logout'])).out, /is forgotten/)
    assert.match((await here(['apps'])).err, /not up here/)
    assert.match((await here(['login', engine.url])).out, /You are Ada/) // its token is kept still
    await writeFile(file(), '{')
    assert.match((await here(['apps'])).err, /machines\.json: it cannot be read/)
  })
})

async function contentsOf(archive: Buffer): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  const extract = Readable.from([gunzipSync(archive)]).pipe(tar.extract())
  extract.on('entry', ({ name, type, mode, linkname }, stream, next) => {
    text(stream).then((content) => {
      found[name] = type === 'symlink' ? `link ${linkname}` : `${mode.toString(8)} ${content}`
      next()
    }, next)
  })
  await new Promise<void>((resolve, reject) => extract.on('finish', () => resolve()).on('error', reject))
  return Object.fromEntries(Object.entries(found).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
