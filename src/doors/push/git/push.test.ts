import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { Problem } from '../../../model/problem.ts'
import { blog, GitHouse } from './git.testbed.ts'
import type { Received, Receiving } from './received.ts'

/** Writes down all that is heard, and says something each time. */
function record(house: GitHouse): (Receiving<string> | Received<string>)[] {
  const heard: (Receiving<string> | Received<string>)[] = []
  house.listener = {
    before: async (push, say) => {
      heard.push(push)
      say('looking at it')
      return await Promise.resolve(true)
    },
    after: async (push, say) => {
      heard.push(push)
      say('it is live at https://blog.example.org')
      await Promise.resolve()
    },
  }
  return heard
}

describe('a push', () => {
  it('is heard before and after, told line by line, and can be fetched again', async () => {
    await using house = await GitHouse.open()
    const heard = record(house)
    const work = await house.work('first')
    const { code, err } = await house.git(['push', 'berth', 'main'], work)
    assert.equal(code, 0, err)
    assert.match(err, /^remote: looking at it\s*$/m)
    assert.match(err, /^remote: it is live at https:\/\/blog\.example\.org\s*$/m)
    const tip = await house.good(['rev-parse', 'HEAD'], work)
    assert.deepEqual(
      heard.map(({ project, who, changes }) => ({ project, who, changes })),
      [0, 1].map(() => ({ project: blog, who: 'ada', changes: [{ ref: 'refs/heads/main', before: null, after: tip }] })),
    )
    await house.good(['clone', '--quiet', house.remote, 'clone'], house.folder)
    assert.equal(await house.good(['rev-parse', 'HEAD'], `${house.folder}/clone`), tip)
  })

  it('says what moved: forced, deleted, tags only, several at once', async () => {
    await using house = await GitHouse.open()
    const heard = record(house)
    const work = await house.work('moves')
    const first = await house.good(['rev-parse', 'HEAD'], work)
    await house.good(['push', 'berth', 'main'], work)
    await house.good(['commit', '--amend', '-m', 'Another first'], work)
    const second = await house.good(['rev-parse', 'HEAD'], work)
    assert.notEqual((await house.git(['push', 'berth', 'main'], work)).code, 0)
    await house.good(['push', '--force', 'berth', 'main'], work)
    await house.good(['tag', 'v1'], work)
    await house.good(['push', 'berth', 'v1', 'main:side'], work)
    await house.good(['push', 'berth', ':side', ':main'], work)
    const moved = heard.map(({ changes }) => changes.toSorted((one, two) => one.ref.localeCompare(two.ref))).filter((_, at) => at % 2 === 1)
    assert.deepEqual(moved, [
      [{ ref: 'refs/heads/main', before: null, after: first }],
      [{ ref: 'refs/heads/main', before: first, after: second }],
      [
        { ref: 'refs/heads/side', before: null, after: second },
        { ref: 'refs/tags/v1', before: null, after: second },
      ],
      [
        { ref: 'refs/heads/main', before: second, after: null },
        { ref: 'refs/heads/side', before: second, after: null },
      ],
    ])
  })

  it('that is refused takes nothing, and says why', async () => {
    await using house = await GitHouse.open()
    const work = await house.work('refused')
    house.listener = { ...house.listener, before: async (_, say) => (say('the build failed at step 3'), await Promise.resolve(false)) }
    const refused = await house.git(['push', 'berth', 'main'], work)
    assert.notEqual(refused.code, 0)
    assert.match(refused.err, /remote: the build failed at step 3/)
    house.listener = { ...house.listener, before: async () => await Promise.reject(new Problem('forbidden')) }
    assert.match((await house.git(['push', 'berth', 'main'], work)).err, /remote: You may not do this\. Ask the owner of this machine\./)
    assert.deepEqual(await house.repositories.of(blog).branches(), [])
  })

  it('says nothing that steers a terminal', async () => {
    await using house = await GitHouse.open()
    house.listener = { ...house.listener, after: async (_, say) => (say('\u001b[31mred\u001b[0m \u001b]0;title\u0007 and\rmore\ttab ✔'), await Promise.resolve()) }
    const { err } = await house.git(['push', 'berth', 'main'], await house.work('colours'))
    assert.match(err, /remote: red \]0;title andmore\ttab ✔/)
  })

  it('an empty repository is cloned, and its first push comes from there', async () => {
    await using house = await GitHouse.open()
    await house.good(['clone', '--quiet', house.remote, 'clone'], house.folder)
    const clone = `${house.folder}/clone`
    assert.equal(await house.good(['symbolic-ref', 'HEAD'], clone), 'refs/heads/main')
    const tip = await house.commit(clone, { 'a.txt': 'a' })
    await house.good(['push', 'origin', 'HEAD'], clone)
    assert.equal(await house.repositories.of(blog).tip('main'), tip)
  })

  it('many at once into one repository: each is taken, and told its own', async () => {
    await using house = await GitHouse.open()
    house.listener = { ...house.listener, after: async ({ changes }, say) => (say(`this is ${changes[0]?.ref ?? ''}`), await Promise.resolve()) }
    const work = await house.work('many')
    await house.good(['push', 'berth', 'main'], work)
    const names = ['one', 'two', 'three', 'four', 'five', 'six']
    const pushes = await Promise.all(names.map(async (name) => await house.git(['push', 'berth', `main:${name}`], work)))
    pushes.forEach(({ code, err }, at) => {
      assert.equal(code, 0, err)
      assert.match(err, new RegExp(`remote: this is refs/heads/${names[at] ?? ''}\\s`))
    })
    assert.deepEqual((await house.repositories.of(blog).branches()).map(({ name }) => name).sort(), ['main', ...names].sort())
  })

  it('two onto one branch: one of them is taken, the other is told', async () => {
    await using house = await GitHouse.open()
    const [one, two] = [await house.work('one'), await house.work('two', { 'other.html': 'other' })]
    const codes = await Promise.all([one, two].map(async (work) => (await house.git(['push', '--force', 'berth', 'main'], work)).code))
    const tip = await house.repositories.of(blog).tip('main')
    const tips = await Promise.all([one, two].map(async (work) => await house.good(['rev-parse', 'HEAD'], work)))
    assert.ok(tips.includes(tip ?? ''))
    assert.ok(codes.includes(0))
  })

  it('10,000 files come, and protocol 2 is spoken in fetches', async () => {
    await using house = await GitHouse.open()
    const work = await house.work('files')
    const files = Array.from({ length: 10_000 }, (_, n) => `M 644 inline d${n % 100}/f${n}.txt\ndata ${String(n).length}\n${n}\n`)
    const input = `commit refs/heads/full\ncommitter Ada <ada@example.org> 1700000000 +0000\ndata 4\nMany\n${files.join('')}`
    await house.good(['fast-import', '--quiet'], work, { input })
    await house.good(['push', 'berth', 'full'], work)
    const repository = house.repositories.of(blog)
    assert.equal((await repository.changed(null, (await repository.tip('full')) ?? '')).length, 10_000)
    const { err } = await house.git(['ls-remote', house.remote], house.folder, { env: { GIT_TRACE_PACKET: '1' } })
    assert.match(err, /ls-remote< version 2/)
  })

  it('of 200 MB comes over SSH and goes over HTTP in flat memory', async () => {
    await using house = await GitHouse.open()
    const work = await house.work('large')
    const cheap = ['-c', 'core.compression=0', '-c', 'core.bigFileThreshold=1m']
    const blob = createWriteStream(join(work, 'video.bin'))
    for (let n = 0; n < 200; n++) if (!blob.write(randomBytes(1024 * 1024))) await once(blob, 'drain')
    blob.end()
    await once(blob, 'close')
    await house.good([...cheap, 'add', 'video.bin'], work)
    await house.good(['commit', '--quiet', '-m', 'Large'], work)
    const start = process.memoryUsage().rss
    let peak = 0
    const watch = setInterval(() => void (peak = Math.max(peak, process.memoryUsage().rss)), 20)
    await house.good([...cheap, 'push', 'berth', 'main'], work)
    await house.good([...cheap, 'clone', '--quiet', '--no-checkout', house.http, 'clone'], house.folder)
    clearInterval(watch)
    assert.ok(peak - start < 150 * 1024 * 1024, `${Math.round((peak - start) / 1024 / 1024)} MB more`)
    assert.equal((await house.repositories.of(blog).branches()).length, 1)
  })
})
