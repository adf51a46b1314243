import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { Preview, PreviewState, Told } from '../../../model/preview.ts'
import { built, commitOf, headOf } from '../judge/preview.testbed.ts'
import { markerOf } from './comment.ts'
import type { AnswerFacts } from './phase.ts'
import { factsOf, ProviderStandIn, untold } from './provider.testbed.ts'
import { differences, tell } from './tell.ts'
import { wantedOf } from './wanted.ts'

/** A row and a provider; `meet` throws where it is cut off: around each call and around each writing of the row. */
class Desk {
  told: Told = untold
  readonly provider: ProviderStandIn
  readonly #meet: (point: string) => void

  constructor(meet: (point: string) => void = () => undefined) {
    this.#meet = meet
    this.provider = new ProviderStandIn(meet)
  }

  facts(state: PreviewState, row: Partial<Preview>): AnswerFacts {
    return factsOf(state, { ...row, told: this.told })
  }

  /** As a process that may end at any point and begins anew with what the row holds. */
  async settle(state: PreviewState, row: Partial<Preview>): Promise<void> {
    for (let tries = 0; tries < 200; tries += 1) if (await this.#step(this.facts(state, row))) return
    assert.fail('it never ends')
  }

  async #step(facts: AnswerFacts): Promise<boolean> {
    const [first] = differences(this.told, wantedOf(facts))
    if (!first) return true
    const target = { client: this.provider.client, path: 'school/wiki', number: 7, marker: markerOf(facts) }
    await tell(first, this.told, target, async (now) => await this.#save(now)).catch((error: unknown) => assert.match(String(error), /cut off/))
    return false
  }

  async #save(told: Told): Promise<void> {
    this.#meet('before save')
    this.told = structuredClone(told)
    this.#meet('after save')
    await Promise.resolve()
  }
}

interface Moment {
  readonly state: PreviewState
  readonly row: Partial<Preview>
}
const live = (digit: string): Partial<Preview> => ({ head: headOf(digit), commits: [built(digit)], live: commitOf(digit) })
const story: readonly Moment[] = [
  { state: 'building', row: {} },
  { state: 'running', row: live('a') },
  { state: 'building', row: { ...live('a'), head: headOf('b') } },
  { state: 'running', row: live('b') },
  { state: 'ending', row: { ...live('b'), ending: 'closed' } },
]

async function play(desk: Desk, moments: readonly Moment[]): Promise<void> {
  for (const { state, row } of moments) await desk.settle(state, row)
}

/** All a provider shows in the end. */
const seen = ({ provider }: Desk): unknown => ({
  comments: provider.comments,
  deployments: provider.deployments.map(({ commit, environment, states }) => [commit, environment, states.at(-1)]),
  statuses: [...provider.statuses],
})

/** Throws at the points numbered so, counted from the first. */
function cuts(at: readonly number[]): (point: string) => void {
  let count = 0
  return (point) => {
    if (at.includes(count++)) throw new Error(`cut off ${point}`)
  }
}

describe('telling a provider', () => {
  it('says each thing once, edits the one comment and ends what is over', async () => {
    const desk = new Desk()
    await play(desk, story)
    assert.deepEqual(
      desk.provider.comments.map(({ id }) => id),
      ['c1'],
    )
    assert.match(desk.provider.comments[0]?.text ?? '', /The pull request was closed/)
    assert.deepEqual(
      desk.provider.deployments.map(({ states }) => states),
      [
        ['pending', 'success', 'inactive'],
        ['pending', 'success', 'inactive'],
      ],
    )
    assert.deepEqual([...new Set(desk.provider.calls)], ['status', 'deploy', 'comment', 'deploy d1', 'comment c1', 'deploy d2'])
    const before = desk.provider.calls.length
    await desk.settle('ending', { ...live('b'), ending: 'closed' })
    assert.equal(desk.provider.calls.length, before)
  })

  it('comes to the same end wherever it is cut off once, and wherever twice', async () => {
    let points = 0
    const whole = new Desk(() => void (points += 1))
    await play(whole, story)
    assert.ok(points > 40)
    const pairs = Array.from({ length: points }, (_, at) => [[at], [at, at + 1], [at, at + 2], [at, at + 5]]).flat()
    for (const at of pairs) {
      const desk = new Desk(cuts(at))
      await play(desk, story)
      assert.deepEqual(seen(desk), seen(whole), `cut off at ${at.join(' and ')}`)
    }
  })

  it('ends with what the last state wants, whatever came before and whatever failed on the way', async () => {
    const digit = fc.constantFrom('a', 'b', 'c')
    const coming = fc.constantFrom<PreviewState[]>('queued', 'building', 'starting', 'failed', 'approval', 'stopped', 'held')
    const moment = fc.oneof<fc.Arbitrary<Moment>[]>(
      fc.record({ state: coming, head: digit, last: fc.option(digit) }).map(({ state, head, last }) => ({ state, row: { ...(last === null ? {} : live(last)), head: headOf(head) } })),
      fc.record({ state: fc.constantFrom<PreviewState[]>('running', 'asleep'), row: digit.map(live) }),
      digit.map((head): Moment => ({ state: 'ending', row: { ...live(head), ending: 'closed' } })),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(moment, { minLength: 1, maxLength: 8 }), fc.array(fc.nat(120), { maxLength: 20 }), async (moments, at) => {
        const desk = new Desk(cuts(at))
        await play(desk, moments)
        const last = moments.at(-1)
        assert.ok(last)
        const wanted = wantedOf(desk.facts(last.state, last.row))
        if (wanted.comment !== null)
          assert.deepEqual(
            desk.provider.comments.map(({ text }) => text),
            [wanted.comment],
          )
        assert.ok(desk.provider.comments.length <= 1)
        for (const { commit, state } of wanted.deployments) assert.equal(desk.provider.states[commit], state)
        const open = desk.provider.deployments.filter(({ states }) => states.at(-1) !== 'inactive').map(({ commit }) => commit)
        assert.deepEqual(
          open.toSorted(),
          wanted.deployments
            .filter(({ state }) => state !== 'inactive')
            .map(({ commit }) => commit)
            .toSorted(),
        )
        assert.equal(new Set(desk.provider.deployments.map(({ commit }) => commit)).size, desk.provider.deployments.length)
        for (const [commit, { state }] of desk.provider.statuses) assert.ok(state !== 'pending' || commit === wanted.status?.commit, `${commit} is left at work`)
        if (wanted.status) assert.deepEqual(desk.provider.statuses.get(wanted.status.commit), wanted.status)
      }),
      { numRuns: 500 },
    )
  })

  it('leaves no commit at work that a newer one took the place of, wherever it is cut off', async () => {
    const quick: readonly Moment[] = [
      { state: 'building', row: {} },
      { state: 'building', row: { head: headOf('b') } },
      { state: 'running', row: live('c') },
    ]
    let points = 0
    await play(new Desk(() => void (points += 1)), quick)
    for (const at of Array.from({ length: points }, (_, first) => [[first], [first, first + 1], [first, first + 3]]).flat()) {
      const desk = new Desk(cuts(at))
      await play(desk, quick)
      const states = ['a', 'b', 'c'].map((digit) => desk.provider.statuses.get(commitOf(digit)))
      assert.deepEqual(
        states.map((one) => one?.state),
        ['superseded', 'superseded', 'success'],
        `cut off at ${at.join(' and ')}`,
      )
      assert.match(states[0]?.text ?? '', /took its place: (?:b{7}|c{7})$/)
    }
  })

  it('that refuses a status is not asked to end what it never heard of', async () => {
    const desk = new Desk()
    desk.provider.refuses = true
    const facts = desk.facts('building', {})
    const [first] = differences(desk.told, wantedOf(facts))
    assert.ok(first?.kind === 'status')
    const target = { client: desk.provider.client, path: 'school/wiki', number: 7, marker: markerOf(facts) }
    const save = async (now: Told): Promise<void> => void (desk.told = await Promise.resolve(now))
    await assert.rejects(tell(first, desk.told, target, save), /no such commit/)
    assert.deepEqual(desk.told.statuses, [])
  })

  it('remembers twenty deployments that are over', async () => {
    const desk = new Desk()
    const commits = Array.from({ length: 30 }, (_, at) => at.toString(16).padStart(40, '0'))
    for (const commit of commits) await desk.settle('running', { head: { ...headOf('a'), commit }, commits: [{ commit, release: 1, at: '' }], live: commit })
    assert.equal(desk.told.deployments.length, 21)
    assert.equal(desk.provider.deployments.filter(({ states }) => states.at(-1) === 'success').length, 1)
  })
})
