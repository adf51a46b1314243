import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { TryLater } from '../../../jobs/handler.ts'
import { until } from '../../../kit/until.ts'
import { InstanceName } from '../../../model/names.ts'
import { ConnectionId } from '../../../model/preview.ts'
import type { Preview } from '../../../model/preview.ts'
import { Problem } from '../../../model/problem.ts'
import { built, commitOf, rowOf } from '../judge/preview.testbed.ts'
import { Answers } from './answers.ts'
import { factsOf, ProviderStandIn } from './provider.testbed.ts'
import type { AnswersOptions } from './ties.ts'

const [here, there] = [ConnectionId.parse('aaaaaaaa'), ConnectionId.parse('bbbbbbbb')]
const [wiki, shop] = [InstanceName.parse('wiki-pr-7'), InstanceName.parse('shop-pr-7')]
const down = (): Error => new Problem('provider-down', { provider: 'GitHub', reason: 'it is away' })
const denied = (): Error => new Problem('provider-denied', { provider: 'GitHub', reason: 'the token was taken back', scope: 'connection' })

/** Two previews, each of a provider of its own: the wiki's fails as it is told to. */
class Stage {
  readonly rows = new Map<InstanceName, Preview>([wiki, shop].map((name) => [name, rowOf({ name, commits: [built('a')], live: commitOf('a') })]))
  readonly told: InstanceName[] = []
  readonly denials: string[] = []
  readonly errors: unknown[] = []
  /** What happens at a point of a call to the wiki's provider. */
  trouble: (point: string) => void = () => undefined
  works = true
  readonly wiki = new ProviderStandIn((point) => this.trouble(point))
  readonly shop = new ProviderStandIn()

  open(more: Partial<AnswersOptions> = {}): Answers {
    return new Answers({
      names: async () => await Promise.resolve([...this.rows.keys()]),
      ...optionsOf(this),
      save: async (name, told) => {
        const row = this.rows.get(name)
        if (row) this.rows.set(name, { ...row, told })
        await Promise.resolve()
      },
      client: async (connection) => await Promise.resolve(connection === there ? this.shop.client : this.works ? this.wiki.client : undefined),
      onDenied: async (connection, { code }) => {
        this.works = false
        this.denials.push(`${connection} ${code}`)
        await Promise.resolve()
      },
      onTold: async (name) => {
        this.told.push(name)
        await Promise.resolve()
      },
      onError: (error) => this.errors.push(error),
      pause: { first: 1, cap: 4 },
      ...more,
    })
  }

  async hasTold(name: InstanceName): Promise<void> {
    assert.ok(await until(() => this.told.includes(name) || undefined, { deadline: 10_000 }), `${name} was not told`)
  }
}

/** Fails so often, then no more. */
function times(count: number, fail: () => Error): () => void {
  let left = count
  return () => {
    if (left-- > 0) throw fail()
  }
}

describe('answers', () => {
  it('are given at the start, and again when something is other than it was', async () => {
    const stage = new Stage()
    await using answers = stage.open()
    await stage.hasTold(wiki)
    assert.deepEqual(stage.wiki.states, { [commitOf('a')]: 'success' })
    stage.told.length = 0
    stage.rows.set(wiki, { ...(stage.rows.get(wiki) ?? rowOf()), live: commitOf('b'), commits: [built('b')] })
    answers.wake(wiki)
    await stage.hasTold(wiki)
    assert.deepEqual(stage.wiki.states, { [commitOf('a')]: 'inactive', [commitOf('b')]: 'success' })
    assert.equal(stage.wiki.comments.length, 1)
  })

  it('are given in the end by a provider that was down, and meanwhile by every other', async () => {
    const stage = new Stage()
    const gate = Promise.withResolvers<void>()
    let isDown = true
    stage.trouble = () => {
      if (isDown) throw down()
    }
    await using _ = stage.open({
      onError: (error) => {
        stage.errors.push(error)
        if (stage.errors.length === 20) gate.resolve()
      },
    })
    await gate.promise
    await stage.hasTold(shop)
    assert.deepEqual([stage.told.includes(wiki), stage.wiki.calls], [false, []])
    isDown = false
    await stage.hasTold(wiki)
    assert.equal(stage.wiki.comments.length, 1)
  })

  it('of all previews of a provider that is down wait, and nobody asks again and again', async () => {
    const stage = new Stage()
    stage.trouble = () => {
      throw down()
    }
    let looks = 0
    const { look } = optionsOf(stage)
    const counted = async (name: InstanceName): ReturnType<typeof look> => {
      if (name === wiki) looks += 1
      return await look(name)
    }
    await using answers = stage.open({ look: counted, pause: { first: 3_600_000, cap: 3_600_000 } })
    await until(() => stage.errors.length > 0 || undefined, { deadline: 10_000 })
    for (let round = 0; round < 20; round += 1) await again(stage, answers)
    assert.deepEqual([stage.errors.length, stage.wiki.calls, looks], [1, [], 2])
  })

  it('that wait for another try are not looked at all the time', async () => {
    const stage = new Stage()
    stage.trouble = (point) => {
      if (point.endsWith('status')) throw new Error('the commit is not there')
    }
    let looks = 0
    const { look } = optionsOf(stage)
    const counted = async (name: InstanceName): ReturnType<typeof look> => {
      if (name === wiki) looks += 1
      return await look(name)
    }
    await using answers = stage.open({ look: counted, pause: { first: 3_600_000, cap: 3_600_000 } })
    await until(() => stage.wiki.comments.length > 0 || undefined, { deadline: 10_000 })
    for (let round = 0; round < 20; round += 1) await again(stage, answers)
    assert.ok(looks <= 6, `it was looked at ${looks} times`)
  })

  it('wait as long as a provider asks to, which keeps no other waiting', async () => {
    const stage = new Stage()
    stage.trouble = times(1, () => new TryLater(3_600_000, down()))
    await using answers = stage.open()
    await stage.hasTold(shop)
    await until(() => stage.errors.length > 0 || undefined, { deadline: 10_000 })
    answers.wake(wiki)
    stage.told.length = 0
    answers.wake(shop)
    await stage.hasTold(shop)
    assert.deepEqual([stage.errors.length, stage.wiki.calls], [1, []])
    answers.renew(here)
    await stage.hasTold(wiki)
  })

  it('are not asked for again where we were denied, until there is something new', async () => {
    const stage = new Stage()
    stage.trouble = () => {
      throw denied()
    }
    await using answers = stage.open()
    await stage.hasTold(shop)
    await until(() => stage.denials.length > 0 || undefined, { deadline: 10_000 })
    answers.wake(wiki)
    stage.told.length = 0
    answers.wake(shop)
    await stage.hasTold(shop)
    assert.deepEqual([stage.denials, stage.errors.length], [[`${here} provider-denied`], 1])
    stage.trouble = () => undefined
    stage.works = true
    answers.renew(here)
    await stage.hasTold(wiki)
  })

  it('that cannot be given keep no other of the same preview waiting', async () => {
    const stage = new Stage()
    stage.trouble = (point) => {
      if (point.endsWith('status')) throw new Error('the commit is not there')
    }
    await using _ = stage.open()
    assert.ok(await until(() => stage.wiki.comments.length > 0 || undefined, { deadline: 10_000 }))
    assert.deepEqual([stage.wiki.states, stage.wiki.statuses.size], [{ [commitOf('a')]: 'success' }, 0])
    stage.trouble = () => undefined
    await stage.hasTold(wiki)
    assert.equal(stage.wiki.statuses.size, 1)
  })

  it('are given of a row that could not be read at first', async () => {
    const stage = new Stage()
    const fail = times(5, () => new Error('the disk is slow'))
    const { look } = optionsOf(stage)
    await using _ = stage.open({
      look: async (name) => {
        fail()
        return await look(name)
      },
    })
    await stage.hasTold(wiki)
    await stage.hasTold(shop)
    assert.equal(stage.errors.length, 5)
  })

  it('of a row that is gone are none', async () => {
    const stage = new Stage()
    stage.rows.delete(wiki)
    await using answers = stage.open()
    answers.wake(wiki)
    await stage.hasTold(shop)
    assert.deepEqual([stage.wiki.calls, stage.errors], [[], []])
  })
})

/** The other provider's preview once more from the start to the end. */
async function again(stage: Stage, answers: Answers): Promise<void> {
  stage.told.length = 0
  answers.wake(shop)
  await stage.hasTold(shop)
}

function optionsOf(stage: Stage): Pick<AnswersOptions, 'look'> {
  return {
    look: async (name) => {
      const preview = stage.rows.get(name)
      return await Promise.resolve(preview && { connection: name === wiki ? here : there, path: 'school/wiki', facts: { ...factsOf('running'), preview } })
    },
  }
}
