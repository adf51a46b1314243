import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { stringify } from 'yaml'
import { member } from '../../docker/registry.testbed.ts'
import { until } from '../../kit/until.ts'
import { ImageChange, ImagePolicy, RegisteredImageView, RegisterBody } from '../../model/image.ts'
import { InstanceName } from '../../model/names.ts'
import { Problem } from '../../model/problem.ts'
import { toolsWith } from '../door.contract.ts'
import { ImageBed, shop } from './door.testbed.ts'

const origin = { door: 'image' as const, image: shop }
const { signal } = new AbortController()
const policy = (changes: object): ImagePolicy => ImagePolicy.parse(changes)

describe('registering an image', () => {
  it('is brought by its digest, named after it, numbered and announced', async () => {
    await using bed = await ImageBed.open()
    const digest = await bed.hold('team/shop:1')
    const view = await bed.registered({ image: bed.registry.name('team/shop:1'), env: { MODE: 'fast', API_TOKEN: 'shibboleth1' }, access: 'public' })
    assert.deepEqual(RegisteredImageView.parse(view), view)
    assert.deepEqual([view.name, view.digests, view.failure, view.job, view.hookUrl.endsWith(`/doors/image/${view.hook}`)], [shop, { web: digest }, null, null, true])
    assert.deepEqual(bed.announced, [{ origin, version: '1', docking: { name: shop, title: 'shop', access: 'public', grants: [], domains: [] } }])
    const release = await bed.door.releases.get(shop, 1)
    const name = `berth-abcdefgh/shop:i${digest.slice(7, 18)}`
    assert.deepEqual([release.images['web']?.name, release.by, release.builder, release.source], [name, 'Ada', 'image', 'image'])
    assert.equal(await bed.fake.hasImage(name), true)
    assert.deepEqual([...new Set(bed.known)], ['shibboleth1'])
    assert.deepEqual(await readdir(join(bed.root, 'staging')), [])
    const into = join(bed.root, 'bundle')
    await bed.door.fetch({ origin, version: '1' }, into, toolsWith(new Map()))
    assert.match(await readFile(join(into, 'docker-compose.yml.template'), 'utf8'), /shibboleth1/)
  })

  it('a docker run line says the same, and what it says of the machine is left out in words', async () => {
    await using bed = await ImageBed.open()
    await bed.hold('tool:2', { exposed: [] })
    const run = `docker run -d --name my_shop -p 80:4000 -e "SAY=it is" -v files:/files -m 64m ${bed.registry.name('tool:2')} serve --fast`
    const guessed = await bed.door.look({ run }, signal)
    assert.deepEqual([guessed.name, guessed.port, guessed.volumes, guessed.env, guessed.notes.length], ['my-shop', 4000, { files: '/files' }, [{ name: 'SAY', value: 'it is' }], 1])
    const view = await bed.registered({ run })
    assert.deepEqual([view.name, view.failure, view.settings], ['my-shop', null, { port: 4000, volumes: { files: '/files' }, memory: '64m', processes: { web: ['serve', '--fast'] }, domains: [] }])
    assert.equal((await bed.door.environments.of(view.name)).get('SAY'), 'it is')
  })

  it('a line that says more than settings can becomes a compose file of one service', async () => {
    await using bed = await ImageBed.open()
    await bed.hold('tool:2', { exposed: [9000] })
    const view = await bed.registered({ run: `docker run --user 7 --entrypoint /t -e A=b ${bed.registry.name('tool:2')} '$x'`, name: 'shop' })
    assert.equal(view.failure, null)
    const into = join(bed.root, 'bundle')
    const { template } = await bed.door.fetch({ origin, version: '1' }, into, toolsWith(new Map()))
    const text = await readFile(join(into, 'docker-compose.yml.template'), 'utf8')
    assert.match(text, /"user": "7"\n/)
    assert.match(text, /"image": "berth-abcdefgh\/shop:i/)
    assert.match(text, /"A": "b"\n/)
    assert.equal(template.meta.entrypoints[0]?.container_port, 9000)
    await assert.rejects(bed.door.change(shop, ImageChange.parse({ memory: '1g' }), 'Ada'), { code: 'invalid' })
  })

  it('of a compose file every image is pinned; nothing of it is built', async () => {
    await using bed = await ImageBed.open()
    const [web, db] = [await bed.hold('web:1', { exposed: [8000] }), await bed.hold('db:1', { exposed: [5432] })]
    const services = {
      front: { image: bed.registry.name('web:${TAG:-1}'), ports: ['80:8000'], depends_on: ['db'] },
      db: { image: bed.registry.name('db:1'), volumes: ['data:/data'] },
      tool: { image: 'tool', profiles: ['x'] },
    }
    const view = await bed.registered({ compose: stringify({ services, volumes: { data: null } }), name: 'shop' })
    assert.deepEqual([view.failure, view.digests], [null, { front: web, db }])
    const into = join(bed.root, 'bundle')
    await bed.door.fetch({ origin, version: '1' }, into, toolsWith(new Map()))
    const text = await readFile(join(into, 'docker-compose.yml.template'), 'utf8')
    for (const [service, digest] of [
      ['front', web],
      ['db', db],
    ] as const)
      assert.ok(text.includes(`berth-abcdefgh/shop_${service}:i${digest.slice(7, 18)}`), service)
    assert.ok(!text.includes(bed.registry.address))
    const built = stringify({ services: { web: { build: '.', ports: [80] } } })
    await assert.rejects(bed.registered({ compose: built }), (error: unknown) => error instanceof Problem && error.code === 'bad-compose' && error.message.includes('only images'))
  })

  it('what is asked of a compose file beyond the rules is refused before it is announced', async () => {
    await using bed = await ImageBed.open()
    await bed.hold('web:1')
    const view = await bed.registered({ compose: stringify({ services: { web: { image: bed.registry.name('web:1'), privileged: true } } }), name: 'shop' })
    assert.deepEqual([view.failure?.code, bed.announced.length, bed.removed.length], ['refused', 0, 1])
  })

  it('where it listens must be known: a text will do, and so does its PORT', async () => {
    await using bed = await ImageBed.open()
    await bed.hold('mute:1', { exposed: [] })
    await bed.hold('several:1', { exposed: [7000, 7001] })
    const image = bed.registry.name('mute:1')
    await assert.rejects(bed.registered({ image }), { code: 'port-unclear' })
    await assert.rejects(bed.registered({ image: bed.registry.name('several:1') }), (error: unknown) => error instanceof Problem && error.message.includes('7000, 7001'))
    assert.equal((await bed.registered({ image, name: 'a', port: '8506' })).settings.port, 8506)
    assert.equal((await bed.registered({ image, name: 'b', env: { PORT: '9000' } })).settings.port, undefined, 'the release finds it by itself')
    assert.equal(bed.door.images.all().length, 2)
  })

  it('two of one name: the second is told so; one that nobody chose gets a number', async () => {
    await using bed = await ImageBed.open()
    await bed.hold('shop:1')
    const image = bed.registry.name('shop:1')
    bed.taken.add('shop')
    const both = await Promise.allSettled([bed.registered({ image, name: 'mine' }), bed.registered({ image, name: 'mine' })])
    assert.deepEqual(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
    await assert.rejects(bed.registered({ image, name: 'shop' }), { code: 'conflict' })
    assert.equal((await bed.registered({ image })).name, 'shop-2')
  })

  it('what cannot be had is told in words, and nothing is registered', async () => {
    await using bed = await ImageBed.open()
    await bed.registry.hold('foreign:1', { platform: { os: 'linux', architecture: 's390x' } })
    const table: readonly (readonly [object, string])[] = [
      [{ image: bed.registry.name('none:1') }, 'image-unavailable'],
      [{ image: bed.registry.name('foreign:1') }, 'wrong-platform'],
      [{ image: '127.0.0.1:1/x' }, 'registry-down'],
      [{ image: 'berth-abcdefgh/blog:0123456789ab' }, 'image-unavailable'],
      [{ run: 'docker run --privileged x' }, 'bad-run'],
      [{ compose: 'services: [' }, 'bad-compose'],
      [{ compose: 'services: {}', image: 'x' }, 'invalid'],
      [{}, 'invalid'],
    ]
    for (const [body, code] of table) {
      await assert.rejects(bed.registered(body), { code }, code)
      await assert.rejects(bed.door.look(body, signal), { code }, code)
    }
    assert.deepEqual(bed.door.images.all(), [])
  })

  it('an image that only this machine has is taken as it is', async () => {
    await using bed = await ImageBed.open()
    bed.fake.addImage(bed.registry.name('local:1'), { exposed: [5000], volumes: ['/kept'] })
    const guessed = await bed.door.look({ image: bed.registry.name('local:1') }, signal)
    assert.deepEqual([guessed.here, guessed.port, guessed.volumes, guessed.bytes], [true, 5000, { kept: '/kept' }, null])
    const view = await bed.registered({ image: bed.registry.name('local:1'), name: 'shop' })
    assert.deepEqual([view.failure, bed.announced.length], [null, 1])
    assert.equal((await bed.door.check(shop, signal)).cause?.code, 'image-unavailable')
  })
})

describe('a private registry', () => {
  it('gives its images to who signed in, and the password lies in the vault alone', async () => {
    await using bed = await ImageBed.open({ isPrivate: true })
    await bed.hold('shop:1')
    const [image, host] = [bed.registry.name('shop:1'), bed.registry.address]
    await assert.rejects(bed.registered({ image }), { code: 'registry-denied' })
    await assert.rejects(bed.door.logins.logIn({ host, ...member, password: 'wrong' }, signal), { code: 'registry-denied' })
    assert.deepEqual(await bed.door.logins.all(), [])
    const { created: _, ...registry } = await bed.door.logins.logIn({ host, ...member }, signal)
    assert.deepEqual(registry, { host, user: member.user })
    assert.equal((await bed.registered({ image })).failure, null)
    assert.ok(bed.known.includes(member.password))
    assert.ok(!JSON.stringify([...(await bed.db.doorRows('image').all()).values(), bed.door.images.all()]).includes(member.password))
    await bed.door.logins.logOut(host)
    await assert.rejects(bed.door.logins.logOut(host), { code: 'not-found' })
    assert.equal((await bed.door.check(shop, signal)).cause?.code, 'registry-denied')
  })
})

describe('a registered image', () => {
  it('other settings are a new release of the same image; another image is brought; a policy is only kept', async () => {
    await using bed = await ImageBed.open()
    await bed.hold('shop:1')
    const two = await bed.hold('shop:2', { exposed: [4000] })
    await bed.registered({ image: bed.registry.name('shop:1') })
    await bed.live(1)
    const set = await bed.door.change(shop, ImageChange.parse({ port: 3001, memory: '64m', volumes: { data: '/data' }, title: 'The shop' }), 'Ben')
    assert.deepEqual([set.title, set.settings.port, set.job, bed.announced.at(-1)?.version], ['The shop', 3001, null, '2'])
    assert.deepEqual([(await bed.door.releases.get(shop, 2)).file.port, (await bed.door.releases.get(shop, 2)).source], [3001, 'settings'])
    const other = await bed.door.change(shop, ImageChange.parse({ image: bed.registry.name('shop:2'), port: null, memory: null }), 'Ben')
    assert.ok(other.job)
    assert.equal(await bed.settled(other.job), 'done')
    const view = await bed.view()
    assert.deepEqual([view.digests, view.settings.port, view.settings.memory, bed.announced.length], [{ web: two }, undefined, undefined, 3])
    await bed.door.change(shop, { policy: policy({ take: 'never' }) }, 'Ben')
    assert.deepEqual([(await bed.view()).policy.take, bed.announced.length], ['never', 3])
  })

  it('its variables are a new release, which can be gone back from', async () => {
    await using bed = await ImageBed.open()
    await bed.hold('shop:1')
    await bed.registered({ image: bed.registry.name('shop:1'), env: { A: '1' } })
    await bed.live(1)
    const lines = await bed.door.envChange(shop, { set: { A: '2' }, unset: [], later: false }, 'Ben')
    assert.deepEqual([lines.map(({ name, value }) => [name, value]), (await bed.door.env(shop, true))[0]?.value], [[['A', null]], '2'])
    await bed.live(2)
    assert.equal(await bed.door.rollback(shop, null, 'Ben'), 3)
    assert.equal((await bed.door.environments.ofRelease(shop, 3)).get('A'), '1')
    assert.deepEqual(
      (await bed.door.releases.views(shop)).map(({ number, state }) => `${number} ${state}`),
      ['3 next', '2 live', '1 past'],
    )
  })

  it('goes with its releases, variables, images and watch', async () => {
    await using bed = await ImageBed.open()
    await bed.hold('shop:1')
    await bed.registered({ image: bed.registry.name('shop:1'), env: { A: '1' } })
    await bed.door.forget(shop)
    assert.deepEqual([await bed.door.view(shop), (await bed.db.secrets.all()).size, new Set(bed.removed).size, await readdir(join(bed.root, 'images'))], [undefined, 0, 1, []])
    await assert.rejects(bed.door.check(shop, signal), { code: 'not-found' })
    await assert.rejects(bed.door.env(shop, false), { code: 'not-found' })
    assert.equal((await bed.registered({ image: bed.registry.name('shop:1') })).name, 'shop', 'the name is free again')
  })

  it('all of it is there after a restart, but for a row that cannot be read; what had not begun begins', async () => {
    await using bed = await ImageBed.open()
    await bed.hold('shop:1')
    const { created: _, ...before } = await bed.registered({ image: bed.registry.name('shop:1') })
    await bed.db.doorRows('image').put('image/broken', { name: 'broken' })
    const late = InstanceName.parse('late')
    await bed.db.doorRows('image').put('image/late', { ...bed.door.images.get(shop), name: late, last: 0, digests: {}, hook: 'other' })
    await bed.jobs[Symbol.asyncDispose]()
    await bed.start()
    const { created: __, ...after } = await bed.view()
    assert.deepEqual([after, bed.door.images.all().map(({ name }) => name)], [before, [late, shop]])
    await until(() => bed.announced.find(({ docking }) => docking?.name === late), { deadline: 10_000 })
  })

  it('a fetch that was cut off goes on where it was', async () => {
    await using bed = await ImageBed.open()
    await bed.hold('shop:1')
    const began = Promise.withResolvers<void>()
    const pull = bed.fake.pull.bind(bed.fake)
    bed.fake.pull = async (_image, options) => {
      began.resolve()
      return await new Promise((__, reject) => options.signal.addEventListener('abort', () => reject(options.signal.reason as Error)))
    }
    const { job } = await bed.door.register(RegisterBody.parse({ image: bed.registry.name('shop:1') }), 'Ada')
    await began.promise
    await bed.jobs[Symbol.asyncDispose]()
    bed.fake.pull = pull
    await bed.start()
    assert.equal(await bed.settled(job), 'done')
    assert.deepEqual(
      (await bed.jobs.steps(job)).map(({ name }) => name),
      ['look up', 'image web', 'number', 'check', 'release', 'announce'],
    )
  })
})
