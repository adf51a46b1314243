import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { networkInterfaces } from 'node:os'
import { describe, it } from 'node:test'
import { plainAsk } from '../docker/plainask.ts'
import { testImage } from '../docker/testimage.ts'
import { run } from '../kit/run.ts'
import { until } from '../kit/until.ts'
import { App } from './app.testbed.ts'
import { PublicServer } from './publicserver.testbed.ts'
import { Site } from './site.testbed.ts'

const base = `FROM ${testImage}\n`
/** What others do to Docker's cache meanwhile is not to end it, nor are the processes of all that ask at once. */
const outsider = { outsider: true, limits: { diskMb: 2000, processes: 512 } } as const

/** Says for each place whether a connection came about: busybox's nc ends with 0 where there was one. */
function asks(places: readonly (readonly [string, number])[]): string {
  const one = places.map(([host, port], at) => `(echo | nc -w 2 ${host} ${port} >/dev/null 2>&1 && echo "reached ${host}:${port}" || echo "closed ${host}:${port}") > /said${at}`)
  return `${base}RUN ${one.join(' & ')} & wait; cat /said*\n`
}

const said = ({ log }: Site): string[] => log.filter((line) => /^(?:reached|closed) /.test(line)).toSorted()

describe('a build of somebody from outside', () => {
  it('reaches the public web, and nothing of this machine, its networks or its containers', async () => {
    await using site = await Site.open()
    await using far = await PublicServer.open([80, 443, 22])
    await using beside = await App.open('bridge')
    await using elsewhere = await App.open()
    await using here = await serveHere()
    const hosts = [new URL(beside.url).hostname, new URL(elsewhere.url).hostname]
    const places = [
      ...([80, 443, 22] as const).map((port) => [far.address, port] as const),
      ...hosts.map((host) => [host, 80] as const),
      ...here.addresses.map((address) => [address, here.port] as const),
      ['169.254.169.254', 80] as const,
      ['10.0.0.1', 80] as const,
    ]
    await site.build({ Dockerfile: asks(places) }, outsider)
    const open = new Set([`${far.address}:80`, `${far.address}:443`])
    assert.deepEqual(
      said(site),
      places
        .map((place) => place.join(':'))
        .map((place) => `${open.has(place) ? 'reached' : 'closed'} ${place}`)
        .toSorted(),
    )
    await site.build({ Dockerfile: asks([...places.slice(0, 4), ...places.slice(5, 6)]) }, { project: 'ours', limits: { processes: 512 } })
    assert.deepEqual(
      said(site).filter((line) => line.startsWith('closed')),
      [],
      'a trusted build reaches them, or this proves nothing',
    )
  })

  it('changes nothing for the containers that were on the bridge before it, and leaves no rule', async () => {
    await using site = await Site.open()
    await using one = await App.open('bridge')
    await using other = await App.open('bridge')
    let during: Promise<{ out: string }> | undefined
    const ask = async (): Promise<{ out: string }> => await run(['docker', 'exec', '--', one.id, '/bin/busybox', 'nc', '-w', '3', new URL(other.url).hostname, '80'], { input: '' })
    await site.build({ Dockerfile: `${base}RUN echo here; sleep 1\n` }, { ...outsider, onLine: (line) => void (line === 'here' && (during = ask())) })
    assert.ok(during, 'it was at work')
    await during
    for (const program of ['iptables', 'ip6tables']) assert.ok(!(await run([program, '--list-rules'])).out.includes(`berth-${site.engine}`), program)
  })

  it('leaves nothing that a trusted build finds: no cache mount, no step, and no step of its own commit', async () => {
    await using site = await Site.open()
    const mount = 'RUN --mount=type=cache,id=x,target=/cache echo "found: $(ls /cache)" && touch /cache/'
    await site.build({ Dockerfile: `${base}${mount}poison\nRUN echo $RANDOM$RANDOM > /step; cat /proc/sys/kernel/random/uuid\n` }, outsider)
    const uuid = (): string => site.log.find((line) => /^[0-9a-f-]{36}$/.test(line)) ?? 'from the cache'
    const theirs = uuid()
    await site.build({ Dockerfile: `${base}${mount}poison\nRUN echo $RANDOM$RANDOM > /step; cat /proc/sys/kernel/random/uuid\n` })
    assert.ok(site.log.includes('found: '))
    assert.ok(uuid() !== theirs && uuid() !== 'from the cache', 'the step was run anew')
    await site.build({ Dockerfile: `${base}${mount}next\n` }, { ...outsider, tag: '012345abcdef' })
    assert.ok(site.log.includes('found: '), 'nor does another commit')
    assert.ok(await until(async () => ((await cacheWith(site.engine)) === 1 ? true : undefined), { deadline: 20_000 }), 'only the trusted one is left')
  })

  it('is not given secrets, whoever asks for it', async () => {
    await using site = await Site.open()
    await assert.rejects(site.build({ Dockerfile: base }, { ...outsider, secrets: new Map([['A', 'b']]) }), /was given secrets/)
  })

  it('has half of everything', async () => {
    await using site = await Site.open()
    await site.build({ Dockerfile: base }, { outsider: true, limits: { memoryMb: 100, cpus: 1, processes: 50, minutes: 3, diskMb: 80 } })
    assert.match(site.log[0] ?? '', /^Limits: 50 MB of memory, 0.5 processors, 25 processes, 1.5 minutes, 40 MB of disk/)
  })

  it('gets no image that only this machine can reach', async () => {
    await using site = await Site.open()
    const image = '127.0.0.1:5000/x'
    for (const files of [{ Dockerfile: `FROM ${image}\n` }, { Dockerfile: `${base}COPY --from=${image} /a /b\n` }, { 'compose.yaml': `services: { web: { image: "${image}" } }` }]) {
      const failure = await site.fails(files, outsider)
      assert.equal(failure.code, 'build-refused', failure.message)
      assert.match(failure.message, /images of public registries alone/)
    }
  })

  it('gets no image that lies here for whoever had its password, by whatever way it names one', async () => {
    await using site = await Site.open('registry')
    for (const files of [{ Dockerfile: base }, { 'compose.yaml': `services: { web: { image: "${testImage}" } }` }]) {
      const failure = await site.fails(files, outsider)
      assert.match(`${failure.message} ${site.log.join(' ')}`, /berth-test/)
    }
    await site.build({ Dockerfile: base })
    assert.equal(await site.docker.hasImage(testImage), true)
  })

  it('waits for ours to end, and ours for it', async () => {
    await using site = await Site.open()
    const order: string[] = []
    const step = (name: string): { Dockerfile: string } => ({ Dockerfile: `${base}RUN echo begin ${name} && sleep 1 && echo end ${name}\n` })
    const onLine = (line: string): void => {
      if (/^(?:begin|end) /.test(line)) order.push(line)
    }
    await Promise.all([site.build(step('ours'), { project: 'ours', onLine }), site.build(step('theirs'), { project: 'theirs', ...outsider, onLine })])
    const [first = ''] = order
    const turns = ['ours', 'theirs'].toSorted((name) => (first.endsWith(name) ? -1 : 1))
    assert.deepEqual(
      order,
      turns.flatMap((name) => [`begin ${name}`, `end ${name}`]),
    )
  })
})

/** Something on this machine that listens everywhere, and what it is called by. */
async function serveHere(): Promise<{ port: number; addresses: readonly string[] } & AsyncDisposable> {
  const server = createServer((_, answer) => answer.end('here')).listen(0, '0.0.0.0')
  await new Promise((resolve) => server.once('listening', resolve))
  const addresses = Object.values(networkInterfaces()).flatMap((all = []) => all.flatMap(({ family, internal, address }) => (family === 'IPv4' && !internal ? [address] : [])))
  return { port: (server.address() as AddressInfo).port, addresses, [Symbol.asyncDispose]: async () => await new Promise((resolve) => server.close(() => resolve())) }
}

/** Cache mounts of an engine's builds in BuildKit's cache. */
async function cacheWith(engine: string): Promise<number> {
  const { BuildCache } = (await plainAsk('/var/run/docker.sock', 'GET', '/system/df', { type: 'build-cache' })) as { BuildCache: { Type: string; Description: string }[] }
  return BuildCache.filter(({ Type, Description }) => Type === 'exec.cachemount' && Description.includes(engine)).length
}
