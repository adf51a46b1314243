import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { before, describe, it } from 'node:test'
import { bringDebianImages } from '../debian/base.ts'
import { composeApp, nodeApp } from './pushedapps.ts'
import { Pusher } from './pusher.ts'

before(async () => await bringDebianImages(['node', 'postgres']))

describe('git push', () => {
  it('a static site: pushed, and live at its address', async () => {
    await using dev = await Pusher.open()
    await dev.commit({ 'index.html': 'Hello from Ada', 'berth.yaml': 'access: public\n' })
    const first = await dev.push()
    assert.equal(first.code, 0, first.all)
    assert.match(first.remote, /Release 1 serves: http:\/\/blog\.localhost:\d+\//)
    assert.equal(await dev.shows(), 'Hello from Ada')
    await dev.commit({ 'index.html': 'Hello again' })
    assert.match((await dev.push()).remote, /Release 2 serves/)
    assert.equal(await dev.shows(), 'Hello again')
    assert.deepEqual(
      (await dev.releases()).map(({ number, state }) => `${number} ${state}`),
      ['2 live', '1 past'],
    )
  })

  it('a Node app: built, changed, broken, taken back; visitors see the one that works', async () => {
    await using dev = await Pusher.open()
    await dev.commit(nodeApp('one'))
    assert.match((await dev.push()).remote, /Dockerfile[^]*Release 1 serves/)
    assert.equal(await dev.shows(), 'one ')
    await dev.commit({ 'words.js': 'module.exports = "two"' }, 'Say two')
    assert.match((await dev.push()).remote, /Release 2 serves/)
    assert.equal(await dev.shows(), 'two ')

    await dev.commit({ Dockerfile: 'FROM berth-test/node:1\nRUN echo compiling && echo "line 7 is wrong" && exit 3\n' })
    const unbuilt = await dev.push()
    assert.match(unbuilt.remote, /line 7 is wrong/)
    assert.match(unbuilt.remote, / ! .*build/i)
    assert.equal(await dev.shows(), 'two ')

    await dev.commit({ ...nodeApp('x'), 'server.js': 'console.error("no such module"); process.exit(7)' })
    const broken = await dev.push()
    assert.match(broken.remote, /ended[^]*7/, broken.all)
    assert.equal(await dev.shows(), 'two ')
    assert.deepEqual(
      (await dev.releases()).map(({ number, state }) => `${number} ${state}`),
      ['3 refused', '2 live', '1 past'],
    )

    const { release } = await dev.ask('rollback', {})
    assert.equal(await dev.decided(release ?? 0), 'live')
    assert.equal(await dev.shows(), 'one ')
  })

  it('variables: a change is a release without a build, seen by the app and by nobody else', async () => {
    await using dev = await Pusher.open()
    await dev.commit(nodeApp('hi'))
    await dev.push()
    const set = { GREETING: 'dear {{ reader }}, $5 "off"\nand more', API_TOKEN: 'shibboleth-1234567' }
    await dev.berth.json('/api/projects/blog/env', { method: 'PATCH', body: { set } })
    assert.equal(await dev.decided(2), 'live')
    assert.equal(await dev.shows(), `hi ${set.GREETING}`)
    const seen = JSON.parse(await dev.shows('/env')) as Record<string, string>
    assert.deepEqual([seen['API_TOKEN'], seen['PORT'], seen['BERTH_RELEASE']], [set.API_TOKEN, '3000', '2'])
    const told = [JSON.stringify(await dev.releases()), JSON.stringify(await dev.berth.json('/api/projects/blog/env')), await dev.berth.log()].join('\n')
    assert.ok(!told.includes(set.API_TOKEN))
    const [newest] = await dev.releases()
    assert.deepEqual([newest?.source, newest?.of, newest?.envChanged.added], ['env', 1, ['API_TOKEN', 'GREETING']])
  })

  it('a database that is attached keeps its data over releases; the migration runs once in each', async () => {
    await using dev = await Pusher.open()
    await dev.ask('services', { kind: 'postgres', image: 'berth-test/postgres:1' })
    await dev.commit(nodeApp('counted', `release: ["sh", "-c", "psql -c 'create table if not exists visits (n serial)' $DATABASE_URL"]\n`))
    const first = await dev.push()
    assert.match(first.remote, /Release 1 serves/, first.all)
    assert.equal(await dev.shows('/count'), '1')
    await dev.commit({ 'words.js': 'module.exports = "again"' })
    assert.match((await dev.push()).remote, /Release 2 serves/)
    assert.equal(await dev.shows('/count'), '2')
    await dev.commit(nodeApp('spoilt', 'release: ["psql", "-c", "no sql at all"]\n'))
    const spoilt = await dev.push()
    assert.match(spoilt.remote, /release command/i, spoilt.all)
    assert.equal(await dev.shows(), 'again ')
    assert.equal(await dev.shows('/count'), '3')
  })

  it('a compose file with a database: built, run and updated', async () => {
    await using dev = await Pusher.open()
    await dev.commit(composeApp('composed'))
    const first = await dev.push()
    assert.match(first.remote, /Release 1 serves/, first.all)
    assert.equal(await dev.shows(), 'composed ')
    assert.equal(await dev.shows('/count'), '1')
    await dev.commit({ 'words.js': 'module.exports = "composed anew"' })
    assert.match((await dev.push()).remote, /Release 2 serves/)
    assert.equal(await dev.shows(), 'composed anew ')
    assert.equal(await dev.shows('/count'), '2')
  })
})

describe('a push that is not simply deployed', () => {
  it('is stored with a sentence: another branch, a tag, a deleted branch, a skipped message', async () => {
    await using dev = await Pusher.open()
    await dev.commit({ 'index.html': 'one', 'berth.yaml': 'access: public\n' })
    await dev.push()
    assert.match((await dev.push(['HEAD:refs/heads/try'])).remote, /try is stored and not deployed: only main is; release 1 goes on serving\.\nTo deploy it: git push berth try:main/)
    dev.git('tag', 'v1')
    assert.match((await dev.push(['v1'])).remote, /only the branch main is, and this push moves none/)
    await dev.commit({ 'index.html': 'two' }, 'Two [skip berth]')
    assert.match((await dev.push()).remote, /Stored and not deployed, as its message says \[skip berth\]/)
    assert.match((await dev.push([':refs/heads/main'])).remote, /main was deleted: release 1 goes on serving/)
    assert.equal(await dev.shows(), 'one')
    assert.equal((await dev.releases()).length, 1)
    assert.match((await dev.push()).remote, /skip berth/)
    await dev.commit({ 'index.html': 'three' })
    assert.match((await dev.push()).remote, /Release 2 serves/)
  })

  it('waits where berth.yaml says so, and is refused when its build fails', async () => {
    await using dev = await Pusher.open()
    const waiting = { 'berth.yaml': 'access: public\npush: { wait: true }\n' }
    await dev.commit({ 'index.html': 'one', ...waiting })
    const first = await dev.push()
    assert.equal(first.code, 0, first.all)
    await dev.commit({ Dockerfile: 'FROM scratch\nRUN false\n' })
    const refused = await dev.push()
    assert.notEqual(refused.code, 0)
    assert.match(refused.remote, /The push was refused/)
    assert.equal(await dev.shows(), 'one')
    await dev.commit({ Dockerfile: null, 'index.html': 'two' })
    assert.equal((await dev.push()).code, 0)
    assert.equal(await dev.shows(), 'two')
  })

  it('lacks a part of itself: a submodule, a file of LFS, anything that can be built', async () => {
    await using dev = await Pusher.open()
    await dev.commit({ 'readme.txt': 'no more than words' })
    const nothing = await dev.push()
    assert.match(nothing.remote, /Dockerfile/, nothing.all)
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'a'.repeat(64)}\nsize 12345\n`
    await dev.commit({ 'index.html': 'one', 'photo.jpg': pointer, '.gitattributes': '*.jpg filter=lfs\n' })
    assert.match((await dev.push()).remote, /photo\.jpg is a pointer of Git LFS/)
    await dev.commit({ 'photo.jpg': null, '.gitattributes': null })
    dev.git('update-index', '--add', '--cacheinfo', `160000,${dev.git('rev-parse', 'HEAD')},lib`)
    dev.git('commit', '--quiet', '-m', 'A submodule')
    assert.match((await dev.push()).remote, /The folder lib is a submodule/)
    assert.equal((await dev.releases()).length, 0)
  })

  it('listens where nobody can reach it: it is said where', async () => {
    await using dev = await Pusher.open()
    await dev.commit(nodeApp('one'))
    await dev.push()
    await dev.commit(nodeApp('two', 'env: { PORT: "4000" }\nport: 3000\nhealth: { within: 15 }\n'))
    const elsewhere = await dev.push()
    assert.match(elsewhere.remote, /listens on port 4000, not on 3000/, elsewhere.all)
    await dev.commit(nodeApp('three', 'env: { LISTEN: 127.0.0.1 }\nhealth: { within: 15 }\n'))
    const inside = await dev.push()
    assert.match(inside.remote, /127\.0\.0\.1/, inside.all)
    assert.equal(await dev.shows(), 'one ')
  })

  it('comes from a stranger: told that the key is not known, and of no project that there is', async () => {
    await using dev = await Pusher.open()
    await dev.commit({ 'index.html': 'one' })
    const other = `${dev.key}_other`
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', other])
    const stranger = await dev.push(undefined, { key: other })
    assert.notEqual(stranger.code, 0)
    assert.match(stranger.all, /Berth knows none of your keys/)
    const nowhere = await dev.push(undefined, { to: dev.address.replace('/blog', '/nothing') })
    assert.match(nowhere.all, /There is no project "\/nothing" here that your key may push to/)
  })
})
