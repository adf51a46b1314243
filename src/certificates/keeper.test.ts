import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { describe, it } from 'node:test'
import { silent } from '../kit/log.ts'
import { until } from '../kit/until.ts'
import { Authority } from './authority/authority.ts'
import type { Issuer } from './issuer.ts'
import { Keeper } from './keeper.ts'
import type { Served } from './keeper.ts'
import { memoryText, memoryVault, setClock } from './testbed/vault.testbed.ts'
import type { SetClock } from './testbed/vault.testbed.ts'
import type { Vault } from './vault.ts'

const console_ = { id: 'berth', names: ['berth-home.local'] }
const wiki = { id: 'wiki', names: ['wiki-home.local'] }

describe('keeping certificates', () => {
  it('gets one for each that is wanted, keeps it over a restart, and lets it go with its app', async () => {
    const house = await openHouse()
    await using keeper = await house.open()
    keeper.want(house.authority, [console_, wiki])
    await served(keeper, 2)
    const before = keeper.served()
    assert.deepEqual(
      before.map(({ names }) => names),
      [['berth-home.local'], ['wiki-home.local']],
    )
    await using again = await house.open()
    again.want(house.authority, [console_, wiki])
    assert.deepEqual(again.served(), before)
    again.want(house.authority, [console_])
    assert.equal(again.served().length, 1)
    again.want(null, [])
    assert.deepEqual([again.served(), again.views(), again.cause()], [[], [], null])
  })

  it('renews in time, by the date, and serves the new one', async () => {
    const house = await openHouse()
    await using keeper = await house.open()
    keeper.want(house.authority, [console_])
    const [first] = await served(keeper, 1)
    house.clock.pass(90)
    keeper.retry()
    await quiet(keeper, house)
    assert.deepEqual(keeper.served()[0], first)
    house.clock.pass(20)
    keeper.retry()
    const second = await until(() => keeper.served().find(({ chain }) => chain !== first?.chain), { deadline: 5000 })
    assert.ok(second && serialOf(second) !== serialOf(first))
    assert.equal(keeper.views()[0]?.cause, null)
  })

  it('goes on serving one that cannot be renewed while it is valid, warns weeks ahead, and never serves it after', async () => {
    const house = await openHouse()
    await using keeper = await house.open()
    const broken: Issuer = { id: house.authority.id, issue: () => Promise.reject(new Error('the office is closed')) }
    keeper.want(house.authority, [console_])
    const [first] = await served(keeper, 1)
    keeper.want(broken, [console_])
    house.clock.pass(110)
    keeper.retry()
    await until(() => keeper.views()[0]?.cause ?? undefined, { deadline: 5000 })
    assert.deepEqual(keeper.served(), [first])
    assert.match(keeper.views()[0]?.cause?.message ?? '', /the office is closed/)
    assert.equal(keeper.cause(), null, 'seven weeks are left')
    house.clock.pass(35)
    assert.equal(keeper.cause()?.code, 'certificate-late')
    assert.deepEqual(keeper.served(), [first])
    house.clock.pass(20)
    assert.deepEqual(keeper.served(), [])
    assert.equal(keeper.cause()?.code, 'certificate-expired')
  })

  it('one that fails does not hold up another, and its pause outlives a restart', async () => {
    const house = await openHouse()
    await using keeper = await house.open()
    const foreign = { id: 'shop', names: ['shop.example.org'] }
    keeper.want(house.authority, [foreign, console_])
    await served(keeper, 1)
    assert.equal(keeper.cause()?.code, 'not-local')
    const { renews } = keeper.views()[0] ?? {}
    await using again = await house.open()
    again.want(house.authority, [foreign, console_])
    await quiet(again, house)
    assert.equal(again.views()[0]?.renews, renews)
  })

  it('one that failed and is tried again for ever does not keep those that come meanwhile from theirs', async () => {
    const house = await openHouse()
    await using keeper = await house.open()
    const shop = { id: 'shop', names: ['shop.lan'] }
    const again = Promise.withResolvers<undefined>()
    let tries = 0
    const stuck = async (signal: AbortSignal): Promise<never> => {
      if (++tries === 1) throw new Error('it leads elsewhere')
      again.resolve(undefined)
      return await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('closed'))))
    }
    const issuer: Issuer = { id: house.authority.id, issue: async (names, signal) => (names.includes('shop.lan') ? await stuck(signal) : await house.authority.issue(names)) }
    keeper.want(issuer, [shop, console_])
    await served(keeper, 1)
    keeper.retry()
    await again.promise
    keeper.want(issuer, [shop, console_, wiki])
    await served(keeper, 2)
    assert.match(keeper.views()[0]?.cause?.message ?? '', /it leads elsewhere/)
  })

  it('other names get another one, and until it is there the old one serves', async () => {
    const house = await openHouse()
    await using keeper = await house.open()
    const gate = Promise.withResolvers<undefined>()
    const slow: Issuer = { id: house.authority.id, issue: async (names) => gate.promise.then(async () => await house.authority.issue(names)) }
    keeper.want(house.authority, [console_])
    const [first] = await served(keeper, 1)
    keeper.want(slow, [{ id: 'berth', names: ['berth-home.local', '192.168.1.5'] }])
    assert.deepEqual(keeper.served(), [first])
    gate.resolve(undefined)
    assert.ok(await until(() => keeper.served().find(({ names }) => names.includes('192.168.1.5')), { deadline: 5000 }))
  })

  it('closing does not wait for an authority that never answers', async () => {
    const house = await openHouse()
    const keeper = await house.open()
    const asked = Promise.withResolvers<undefined>()
    keeper.want({ id: 'slow', issue: async (_, signal) => new Promise((_resolve, reject) => (asked.resolve(undefined), signal.addEventListener('abort', () => reject(new Error('closed'))))) }, [
      console_,
    ])
    await asked.promise
    await keeper[Symbol.asyncDispose]()
    assert.equal(keeper.views().length, 0)
  })
})

interface House {
  readonly authority: Authority
  readonly clock: SetClock
  readonly vault: Vault
  open(): Promise<Keeper>
}

async function openHouse(): Promise<House> {
  const [vault, text, clock] = [memoryVault(), memoryText(), setClock()]
  const authority = await Authority.open({ vault, clock, name: 'Berth' })
  const house: House = { authority, clock, vault, open: async () => await Keeper.open({ text, vault, clock, log: silent, onChange: () => undefined }) }
  return house
}

async function served(keeper: Keeper, count: number): Promise<readonly Served[]> {
  const found = await until(() => (keeper.served().length === count ? keeper.served() : undefined), { deadline: 5000 })
  assert.ok(found, `${count} are served`)
  return found
}

/** Until the keeper has made a turn: one more certificate, wanted last, is there. */
async function quiet(keeper: Keeper, { authority }: House): Promise<void> {
  keeper.want(authority, [...keeper.wanted, { id: 'last', names: ['last-home.local'] }])
  assert.ok(await until(() => keeper.served().find(({ names }) => names.includes('last-home.local')), { deadline: 5000 }))
}

function serialOf(one: Served | undefined): string {
  return new X509Certificate(one?.chain ?? '').serialNumber
}
