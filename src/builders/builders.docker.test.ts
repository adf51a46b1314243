import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { plainAsk } from '../docker/plainask.ts'
import { testImage } from '../docker/testimage.ts'
import { run } from '../kit/run.ts'
import { until } from '../kit/until.ts'
import { Site } from './site.testbed.ts'

const base = `FROM ${testImage}\n`

describe('a Dockerfile', () => {
  it('becomes an image with its name, labels, ports and digest; the second time from the cache', async () => {
    await using site = await Site.open()
    const files = { Dockerfile: `${base}ARG COLOUR=none\nRUN echo "it is $COLOUR" > /colour && cat /colour\nCOPY . /app\nEXPOSE 3000 53/udp\n`, 'a.txt': 'a', 'b.log': 'b', '.dockerignore': '*.log\n' }
    const { builder, images } = await site.build(files, { file: { build: { args: { COLOUR: 'green' } } } })
    const name = `berth-${site.engine}/shop:abcdef012345`
    assert.deepEqual([builder, Object.keys(images), images['web']?.name, images['web']?.exposed], ['dockerfile', ['web'], name, [3000]])
    assert.ok(site.log.includes('it is green') && site.log.some((line) => /^Builder: dockerfile; there is a Dockerfile/.test(line)))
    const { out } = await run([
      'docker',
      'image',
      'inspect',
      '--format',
      '{{.Id}} {{index .Config.Labels "berth.engine"}} {{index .Config.Labels "berth.project"}} {{index .Config.Labels "berth.commit"}}',
      '--',
      name,
    ])
    assert.equal(out.trim(), `${images['web']?.digest} ${site.engine} shop abcdef012345`)
    assert.equal((await run(['docker', 'run', '--rm', name, 'ls', '/app'])).out, 'Dockerfile\na.txt\n')
    await site.build(files, { file: { build: { args: { COLOUR: 'green' } } } })
    assert.ok(site.log.includes('as before') && !site.log.includes('it is green'))
  })

  it('leaves no copy of its source on Docker’s disk', async () => {
    await using site = await Site.open()
    const size = 3_000_000 + Math.floor(Math.random() * 1e6)
    const copies = async (): Promise<number> => {
      const { BuildCache } = (await plainAsk('/var/run/docker.sock', 'GET', '/system/df', { type: 'build-cache' })) as { BuildCache: { Type: string; Size: number }[] }
      return BuildCache.filter(({ Type, Size }) => Type === 'source.local' && Size > size && Size < size + 100_000).length
    }
    await site.build({ Dockerfile: `${base}COPY big /big\n`, big: 'x'.repeat(size) })
    assert.ok(await until(async () => ((await copies()) === 0 ? true : undefined), { deadline: 20_000 }))
  })

  it('may lie elsewhere, with its own .dockerignore, and stop at a target', async () => {
    await using site = await Site.open()
    const files = {
      'app/keep': 'k',
      'app/drop': 'd',
      'app/docker/Prod.Dockerfile': `${base.replace('\n', ' AS first\n')}COPY . /app\nFROM first AS last\nRUN false\n`,
      'app/docker/Prod.Dockerfile.dockerignore': 'drop\ndocker\n',
    }
    const { images } = await site.build(files, { file: { build: { context: 'app', dockerfile: 'docker/Prod.Dockerfile', target: 'first' } } })
    assert.equal((await run(['docker', 'run', '--rm', images['web']?.name ?? '', 'ls', '/app'])).out, 'keep\n')
  })

  it('a secret is read by its step and is in no layer, history, log or sentence', async () => {
    await using site = await Site.open()
    const secrets = new Map([['LD_PRELOAD', 'correct-horse-battery']])
    const step = 'RUN --mount=type=secret,id=LD_PRELOAD cat /run/secrets/LD_PRELOAD && test "$(cat /run/secrets/LD_PRELOAD)" = correct-horse-batter""y'
    const { images } = await site.build({ Dockerfile: `${base}${step}\n` }, { secrets })
    const name = images['web']?.name ?? ''
    const told = [site.log.join('\n'), (await run(['docker', 'history', '--no-trunc', '--', name])).out, (await run(['docker', 'image', 'inspect', '--', name])).out].join('\n')
    assert.ok(!told.includes('correct-horse-battery') && site.log.includes('[secret]'))
    const failure = await site.fails({ Dockerfile: `${base}RUN --mount=type=secret,id=LD_PRELOAD cat /run/secrets/LD_PRELOAD; false\n` }, { secrets })
    assert.deepEqual(failure.lastLines, ['[secret]'])
  })

  it('a cache mount is found again by the next build of the project, and by no other project', async () => {
    await using site = await Site.open()
    const build = async (project: string, mark: string): Promise<readonly string[]> => {
      await site.build({ Dockerfile: `${base}RUN --mount=type=cache,target=/cache echo "found: $(ls /cache)" && touch /cache/${mark}\n` }, { project })
      return site.log.filter((line) => line.startsWith('found:'))
    }
    assert.deepEqual(await build('shop', 'one'), ['found: '])
    assert.deepEqual(await build('blog', 'two'), ['found: '])
    assert.deepEqual(await build('shop', 'three'), ['found: one'])
  })

  it('a step that fails is named, with its last lines', async () => {
    await using site = await Site.open()
    const failure = await site.fails({ Dockerfile: `${base}RUN echo good\nRUN seq 1 100; echo no such luck; exit 3\n` })
    assert.deepEqual([failure.code, failure.message], ['build-step', 'The build failed at RUN seq 1 100; echo no such luck; exit 3: it ended with exit code 3.'])
    assert.deepEqual([failure.lastLines.length, failure.lastLines.at(-1), failure.lastLines.includes('good')], [40, 'no such luck', false])
    const wrong = await site.fails({ Dockerfile: `${base}COPY nothing /x\n` })
    assert.match(wrong.message, /^The build failed at COPY nothing \/x: .*"\/nothing": not found/)
    const unread = await site.fails({ Dockerfile: `${base}FLY away\n` })
    assert.match(unread.message, /^The build failed at the Dockerfile: .*unknown instruction: FLY/)
    const unknown = await site.fails({ Dockerfile: 'FROM 127.0.0.1:1/none:1\n' })
    assert.equal(unknown.code, 'image-unavailable')
  })

  it('a frontend from elsewhere is not fetched: Docker’s own reads it, and one of another language is refused', async () => {
    await using site = await Site.open()
    await site.build({ Dockerfile: `# syntax=docker/dockerfile:1\n${base}RUN echo read\n` })
    assert.ok(site.log.includes('read') && site.log.some((line) => line.startsWith('Its "# syntax=docker/dockerfile:1" is not fetched')))
    assert.equal((await site.fails({ Dockerfile: `#syntax=127.0.0.1:1/mine\n${base}` })).code, 'build-refused')
    assert.equal((await site.fails({ Dockerfile: `//syntax=127.0.0.1:1/mine\n${base}` })).code, 'build-refused')
  })
})

describe('a compose file', () => {
  it('has each service with a build built, with its arguments, and the other images brought', async () => {
    await using site = await Site.open()
    const { builder, images } = await site.build({
      'compose.yaml': `services:
  web:
    build:
      context: ./web
      args: ["WHO=$\{WHO:-world}"]
    environment: { PORT: 80 }
  worker_2:
    build: { context: ., dockerfile: worker/Dockerfile, target: first, cache_from: [x] }
  db: { image: ${testImage} }
  tool: { image: "none:1", profiles: [tools] }
`,
      'web/Dockerfile': `${base}ARG WHO\nRUN echo "hello $WHO"\nEXPOSE 3000\n`,
      'worker/Dockerfile': `${base.replace('\n', ' AS first\n')}RUN echo worker\nFROM first AS last\nRUN false\n`,
    })
    assert.deepEqual([builder, Object.keys(images)], ['compose', ['web', 'worker_2', 'db']])
    assert.deepEqual([images['web']?.name, images['web']?.exposed, images['db']?.name], [`berth-${site.engine}/shop_web:abcdef012345`, [3000], testImage])
    assert.ok(site.log.includes('hello world') && site.log.includes('Of its build these are not followed: cache_from.'))
    assert.ok(site.log.some((line) => line === 'Builder: compose; compose.yaml builds web, worker_2.'))
  })

  it('is all or nothing: what was built before one fails is gone', async () => {
    await using site = await Site.open()
    const failure = await site.fails({ 'compose.yml': 'services: { a: { build: a }, b: { build: b } }', 'a/Dockerfile': base, 'b/Dockerfile': `${base}RUN false\n` })
    assert.equal(failure.code, 'build-step')
    assert.equal(await site.docker.hasImage(`berth-${site.engine}/shop_a:abcdef012345`), false)
  })
})

describe('a static site', () => {
  it('is served with its types, its own page for what is not there, and nothing that is hidden', async () => {
    await using site = await Site.open()
    const { builder, images } = await site.build({
      'public/index.html': '<h1>home</h1>',
      'public/404.html': 'nowhere',
      'public/app.mjs': 'export {}',
      'public/.env': 'SECRET=1',
      'public/.git/config': 'x',
      'public/.well-known/security.txt': 'mail',
      'public/link.txt': '→ .env',
      'public/same.html': '→ index.html',
      '.env': 'SECRET=2',
      'berth.yaml': '',
    })
    assert.deepEqual([builder, images['web']?.exposed], ['static', [8080]])
    await using served = await serve(images['web']?.name ?? '')
    const get = async (path: string): Promise<string> => {
      const answer = await fetch(`${served.url}${path}`)
      return `${answer.status} ${answer.headers.get('content-type')} ${await answer.text()}`
    }
    assert.equal(await get('/'), '200 text/html;charset=utf-8 <h1>home</h1>')
    assert.equal(await get('/same.html'), '200 text/html;charset=utf-8 <h1>home</h1>')
    assert.equal(await get('/app.mjs'), '200 text/javascript;charset=utf-8 export {}')
    assert.match(await get('/.well-known/security.txt'), /^200 .* mail$/)
    for (const hidden of ['/.env', '/.git/config', '/link.txt', '/../.env', '/none']) assert.match(await get(hidden), /^404 .*nowhere$/)
    for (const outside of ['/..%2f..%2fetc/httpd.conf', '/%2e%2e/%2e%2e/etc/httpd.conf']) assert.match(await get(outside), /^40[034] /)
    assert.equal((await run(['docker', 'exec', served.id, '/bin/busybox', 'id', '-u'])).out.trim(), '65534')
  })
})

it('builds of several projects go side by side, and each gets its own', async () => {
  await using site = await Site.open()
  const begun: string[] = []
  const all = await Promise.all(
    ['one', 'two', 'three'].map(
      async (project) => await site.build({ Dockerfile: `${base}RUN echo ${project} > /who; sleep 1\n` }, { project, onLine: (line) => begun.push(...(line.includes('RUN echo') ? [project] : [])) }),
    ),
  )
  assert.deepEqual(begun.toSorted(), ['one', 'three', 'two'])
  const said = await Promise.all(all.map(async ({ images }) => (await run(['docker', 'run', '--rm', '--', images['web']?.name ?? '', 'cat', '/who'])).out.trim()))
  assert.deepEqual(said, ['one', 'two', 'three'])
})

describe('which builder', () => {
  it('is said by berth.yaml before anything that is found', async () => {
    await using site = await Site.open()
    const { builder } = await site.build({ Dockerfile: 'FROM none\n', 'index.html': 'x' }, { file: { builder: 'static' } })
    assert.equal(builder, 'static')
    assert.ok(site.log.includes('Builder: static; berth.yaml says so.'))
  })

  it('where nothing fits, what was looked for is said', async () => {
    await using site = await Site.open()
    const failure = await site.fails({ 'readme.txt': 'hello' })
    assert.equal(failure.code, 'build-unknown')
    assert.match(failure.message, /Looked for: a compose file; a Dockerfile; .*an index.html/)
  })
})

/** The image, running, at its address on Docker's own network. */
async function serve(image: string): Promise<{ url: string; id: string } & AsyncDisposable> {
  const id = (await run(['docker', 'run', '--detach', '--rm', '--', image])).out.trim()
  const address = (await run(['docker', 'inspect', '--format', '{{.NetworkSettings.IPAddress}}', '--', id])).out.trim()
  return {
    url: `http://${address}:8080`,
    id,
    [Symbol.asyncDispose]: async () => {
      await run(['docker', 'rm', '--force', '--', id])
    },
  }
}
