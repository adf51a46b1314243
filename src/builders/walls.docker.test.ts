import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { testImage } from '../docker/testimage.ts'
import { run } from '../kit/run.ts'
import { until } from '../kit/until.ts'
import { App } from './app.testbed.ts'
import { Site } from './site.testbed.ts'

const base = `FROM ${testImage}\n`

/** By busybox's nc: its wget looks for name servers, of which a static one dies. */
const ask = ({ url }: App): string => `${base}RUN printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 3 ${new URL(url).hostname} 80 | grep 'hello from an app' && echo reached\n`

describe('the walls around a build', () => {
  it('it reaches no app on its network, where the machine itself does', async () => {
    await using site = await Site.open()
    await using app = await App.open()
    assert.ok(await until(async () => (await fetch(app.url).catch(() => undefined)) && true, { deadline: 10_000 }), 'the app answers')
    const failure = await site.fails({ Dockerfile: ask(app) })
    assert.match(failure.message, /^The build failed at RUN printf .* exit code 1\.$/)
    assert.ok(!failure.lastLines.includes('reached'))
    await using beside = await App.open('bridge')
    await site.build({ Dockerfile: ask(beside) })
    assert.ok(site.log.includes('reached'), 'it has a network, or this proves nothing')
  })

  it('it has no socket of Docker or of the engine, and nothing of the engine’s environment', async () => {
    await using site = await Site.open()
    process.env['BERTH_TEST_SECRET'] = 'a-secret-of-the-engine'
    await site.build({ Dockerfile: `${base}RUN env; find / -xdev -type s 2>/dev/null; grep -E "docker.sock|berth" /proc/mounts; echo looked\n` })
    delete process.env['BERTH_TEST_SECRET']
    const seen = site.log.slice(site.log.findIndex((line) => line.includes('RUN env')) + 1)
    assert.ok(seen.includes('looked'))
    assert.ok(!seen.some((line) => /\.sock|BERTH|DOCKER|a-secret/.test(line)), seen.join('\n'))
  })

  it('it does not have this machine fetch for it, or the network and the rights of the machine', async () => {
    await using site = await Site.open()
    for (const [what, step] of [
      ['http://127.0.0.1:1/x', 'ADD http://127.0.0.1:1/x /x'],
      ['https://example.org/x', 'ARG FROM=https://example.org/x\nADD $FROM /x'],
      ['git://127.0.0.1/a', 'ADD git://127.0.0.1/a /a'],
      ['the network of the machine', 'RUN --network=host true'],
    ] as const) {
      const failure = await site.fails({ Dockerfile: `${base}${step}\n` })
      assert.equal(failure.code, 'build-refused', failure.message)
      assert.ok(failure.message.includes(what), failure.message)
    }
  })

  it('it cannot build on what was built here of somebody’s source', async () => {
    await using site = await Site.open()
    const { images } = await site.build({ Dockerfile: `${base}RUN echo private > /private\n` }, { project: 'theirs' })
    const theirs = images['web']?.name ?? ''
    for (const step of [`FROM ${theirs}`, `${base}COPY --from=${theirs} /private /x`, `${base}RUN --mount=from=${theirs},target=/m cat /m/private`]) {
      const failure = await site.fails({ Dockerfile: `${step}\n` })
      assert.match(failure.message, /was built from somebody’s source here/)
    }
    const number = images['web']?.digest ?? ''
    for (const name of [theirs, `index.docker.io/${theirs}`, number, number.slice(7, 19)])
      assert.equal((await site.fails({ 'compose.yaml': `services: { web: { image: "${name}" } }` })).code, 'build-refused', name)
    for (const name of [number, number.slice(7), number.slice(7, 19)]) await site.fails({ Dockerfile: `FROM ${name}\nRUN cat /private\n` })
    const contexts = { 'compose.yaml': `services: { web: { build: { context: ., additional_contexts: { base: "docker-image://${theirs}" } } } }`, Dockerfile: 'FROM base\nRUN cat /private\n' }
    await site.fails(contexts)
    await site.fails({ Dockerfile: `# syntax=${theirs}\n${base}` })
  })

  it('no link leads it out of the source', async () => {
    await using site = await Site.open()
    const links: Record<string, string>[] = [
      { Dockerfile: '→ /etc/passwd' },
      { 'compose.yaml': 'services: { web: { build: out } }', out: '→ /etc' },
      { 'compose.yaml': '→ /etc/passwd' },
      { 'index.html': 'x', 'passwd.txt': '→ /etc/passwd' },
    ]
    for (const files of links) assert.equal((await site.fails(files)).code, 'build-outside', Object.keys(files).join())
    await site.build({ Dockerfile: `${base}COPY . /app\nRUN cat /app/passwd | wc -c\n`, passwd: '→ /etc/hostname' }).catch(() => undefined)
    assert.ok(!site.log.some((line) => /^[1-9]\d*$/.test(line)), 'a link in the context is a link in the image')
  })

  it('while it runs, its bridge cannot reach the cloud’s metadata; afterwards the rule is gone', async () => {
    await using site = await Site.open()
    const rules = async (): Promise<number> => (await run(['iptables', '--list-rules', 'DOCKER-USER'])).out.split('\n').filter((rule) => rule.includes(`berth-${site.engine}`)).length
    let during: Promise<number> | undefined
    await site.build({ Dockerfile: `${base}RUN echo here; sleep 1\n` }, { onLine: (line) => void (line === 'here' && (during = rules())) })
    assert.deepEqual([await during, await rules()], [1, 0])
  })
})
