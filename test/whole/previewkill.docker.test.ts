import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { inspect } from 'node:util'
import { until } from '../../src/kit/until.ts'
import { randomFrom } from './random.ts'
import { page, Reviewer } from './reviewer.ts'

/** Stories, each with its power cuts: fifty in all with `--long`. */
const [stories, cuts] = process.env['BERTH_LONG'] ? [10, 5] : [2, 3]
const seed = Number(process.env['BERTH_SEED'] ?? Date.now() % 1e6)

describe(`a pull request from its opening to its end, kill -9 at random points (BERTH_SEED=${seed})`, () => {
  const random = randomFrom(seed)
  for (let story = 0; story < stories; story++) {
    const pauses = Array.from({ length: cuts }, () => Math.floor(random.upTo(2500)))
    it(`story ${story}: after ${pauses.join(', ')} ms`, async () => {
      await using reviewer = await Reviewer.open()
      const { number, last } = await told(reviewer, pauses)
      await endsWell(reviewer, number, last)
    })
  }
})

/** What happens at GitHub while the power comes and goes; some of its webhooks find nobody. */
async function told(reviewer: Reviewer, pauses: readonly number[]): Promise<{ readonly number: number; readonly last: string }> {
  const { github } = reviewer
  const cutting = cut(reviewer, pauses)
  const { number } = await github.openPull('acme/shop', { author: 'ada', files: page('a first try') })
  await delay(1500) // so that the cuts fall on all of it
  await github.push('acme/shop', number, { by: 'ada', files: page('a second try') })
  await delay(1500)
  await github.close('acme/shop', number)
  await github.reopen('acme/shop', number)
  const last = await github.push('acme/shop', number, { by: 'ada', files: page('the last word') })
  await cutting
  return { number, last }
}

async function cut({ berth }: Reviewer, pauses: readonly number[]): Promise<void> {
  for (const pause of pauses) {
    await delay(pause) // the random point itself
    await berth.killEngine('SIGKILL')
    await berth.start()
  }
}

/** The newest commit runs and everybody knows; then it is closed, and nothing is left. */
async function endsWell(reviewer: Reviewer, number: number, last: string): Promise<void> {
  const { github, berth } = reviewer
  const name = `shop-pr-${number}`
  await reviewer.says(number, new RegExp(`Ready[^]*${last.slice(0, 7)}`), 120)
  assert.match(await reviewer.shows(name), /the last word/)
  const ours = (): number => github.comments('acme/shop', number).length
  assert.equal(ours(), 1)
  const states = (): readonly (string | undefined)[] => github.deployments('acme/shop').map(({ statuses }) => statuses.at(-1)?.state)
  const shas = github.deployments('acme/shop').map(({ sha }) => sha)
  assert.equal(new Set(shas).size, shas.length)
  const marks = (): ReadonlyMap<string, string> => new Map(github.statuses('acme/shop').map(({ sha, state }) => [sha, state]))
  await comesTrue(() => marks().get(last) === 'success', marks)
  await github.close('acme/shop', number)
  await berth.becomes(name, undefined, 60)
  await reviewer.says(number, /Gone, with its data/)
  await comesTrue(() => states().every((state) => state === 'inactive'), states)
  await comesTrue(() => ![...marks().values()].includes('pending'), marks)
  assert.deepEqual([ours(), (await berth.shelf()).length], [1, 0])
}

/** Each thing that GitHub is told is told by itself. */
async function comesTrue(is: () => boolean, shown: () => unknown): Promise<void> {
  assert.ok(await until(async () => await Promise.resolve(is() ? true : undefined), { deadline: 20_000, longest: 200 }), inspect(shown()))
}
