import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { page, Reviewer } from './reviewer.ts'

const name = 'shop-pr-1'

describe('a pull request on a real machine', () => {
  it('is built, runs, is told of, follows its commits, and goes with its data; GitHub is down in the middle', async () => {
    await using reviewer = await Reviewer.open()
    const { github, berth } = reviewer
    const { number } = await github.openPull('acme/shop', { author: 'ada', title: '<script>alert(1)</script> $(reboot)', files: page('a first try') })
    const first = await reviewer.becomes(name, 'running')
    assert.match(await reviewer.shows(name), /a first try/)
    const label = `${name}-${first?.head.commit.slice(0, 7) ?? ''}`
    assert.match(await reviewer.shows(label), /a first try/)
    await reviewer.says(number, /Ready/)
    github.fail({ kind: 'down' })
    const second = await github.push('acme/shop', number, { by: 'ada', files: page('a second try') })
    await reviewer.becomes(name, 'building')
    await github.heal()
    await reviewer.says(number, new RegExp(`Ready[^]*${second.slice(0, 7)}`), 90)
    assert.match(await reviewer.shows(name), /a second try/)
    assert.equal((await berth.visit(label)).status, 410)
    assert.match((await berth.visit(label, '/', { headers: { accept: 'text/html' } })).text, /replaced/)
    await github.close('acme/shop', number)
    await reviewer.becomes(name, null)
    await berth.becomes(name, undefined)
    await reviewer.says(number, /Gone, with its data/)
    assert.deepEqual([github.comments('acme/shop', number).length, (await berth.shelf()).length, (await berth.visit(name)).status], [1, 0, 404])
    const builds = (await berth.jobs()).filter(({ kind }) => kind === 'preview')
    assert.deepEqual(
      builds.map(({ state }) => state),
      ['done', 'done'],
    )
    assert.deepEqual(
      github.deployments('acme/shop').map(({ statuses }) => statuses.at(-1)?.state),
      ['inactive', 'inactive'],
    )
  })
})
