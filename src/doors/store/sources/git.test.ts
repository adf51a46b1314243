import assert from 'node:assert/strict'
import { access, readdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { pathToFileURL } from 'node:url'
import { StoreName } from '../../../model/store.ts'
import { run } from '../../../kit/run.ts'
import { toolsWith } from '../../door.contract.ts'
import { GitSite } from '../gitsite.testbed.ts'
import { sampleAs } from '../kinds.testbed.ts'
import { commit, originOf, Sample, Site, writeApp } from '../sample.testbed.ts'

describe('a store that is a git repository', () => {
  it('a new commit is noticed, and the same one brings nothing', async () => {
    await using sample = await sampleAs('git')
    const before = await sample.door.offers()
    await sample.door.stores.refresh('sample')
    assert.equal((await sample.door.offers())[0], before[0])
    await sample.meta({ app_version: '2' })
    await commit(sample.folder)
    await sample.door.stores.refresh('sample')
    assert.equal((await sample.door.offers())[0]?.offer.version, '2')
  })

  it('its branches are known and can be switched; one that is not there changes nothing', async () => {
    await using sample = await Sample.open()
    await commit(sample.folder)
    await sample.meta({ app_version: 'next' })
    await commit(sample.folder, 'updates/1')
    await run(['git', '-C', sample.folder, 'checkout', '-q', 'main'])
    sample.restart([])
    const { stores } = sample.door
    const name = StoreName.parse('added')
    const added = await stores.add({ name, source: { kind: 'git', url: pathToFileURL(sample.folder).href, branch: null } })
    assert.deepEqual(added.branches, ['main', 'updates/1'])
    assert.equal((await sample.door.offers())[0]?.offer.version, '1')
    await stores.switchBranch(name, 'updates/1')
    assert.equal((await sample.door.offers())[0]?.offer.version, 'next')
    await assert.rejects(stores.switchBranch(name, 'nowhere'), /it has no branch nowhere/)
    await assert.rejects(stores.switchBranch(name, '--upload-pack=x'), /name of a branch/)
    assert.equal((await sample.door.offers())[0]?.offer.version, 'next')
  })

  it('what was cloned is there without the repository, also after a restart', async () => {
    await using sample = await sampleAs('git')
    sample.restart([{ name: 'sample', source: { kind: 'git', url: sample.folder, branch: null } }])
    await run(['rm', '-rf', '--', join(sample.folder, '.git')])
    assert.equal((await sample.door.fetch(sample.good, sample.into, toolsWith(new Map()))).template.meta.name, 'good')
    await assert.rejects(sample.door.stores.refresh('sample'), /git says/)
    assert.equal((await sample.door.offers()).length, 5)
  })

  const servers: readonly [string, (folder: string) => Promise<{ readonly url: string } & AsyncDisposable>][] = [
    ['a server that speaks git', async (folder) => await GitSite.open(folder)],
    ['a plain web server', async (folder) => await Site.open(folder)],
  ]
  for (const [says, serve] of servers) {
    it(`works over http from ${says}`, async () => {
      await using sample = await Sample.open()
      await commit(sample.folder)
      await run(['git', '-C', sample.folder, 'update-server-info'])
      await using site = await serve(sample.folder)
      sample.restart([{ name: 'sample', source: { kind: 'git', url: `${site.url}/.git`, branch: null } }])
      await sample.door.stores.refresh('sample')
      assert.equal((await sample.door.offers()).length, 5)
    })
  }

  it('a link in it leads nowhere: neither an app nor a picture is read through one', async () => {
    await using sample = await Sample.open()
    await using other = await Sample.open()
    await symlink(other.app, join(sample.folder, 'all_apps', 'linked'))
    await sample.listing([
      { name: 'good', app_version: '1' },
      { name: 'linked', app_version: '1', icon: 'icon.svg' },
    ])
    await commit(sample.folder)
    sample.restart([{ name: 'sample', source: { kind: 'git', url: sample.folder, branch: null } }])
    await sample.door.stores.refresh('sample')
    assert.equal((await sample.door.offers())[1]?.offer.bad, 'its files: they are missing')
    assert.equal(await sample.door.icon(originOf('linked')), undefined)
    await assert.rejects(sample.door.details(originOf('linked')), /they are missing/)
  })

  it('nothing that it names is run: neither a submodule nor a transport of its own', async () => {
    await using sample = await Sample.open()
    const proof = join(sample.root, 'proof')
    await writeApp(join(sample.folder, 'all_apps', 'plain'))
    await writeFile(join(sample.folder, '.gitmodules'), `[submodule "x"]\n\tpath = x\n\turl = ext::sh -c touch% ${proof}\n`)
    await commit(sample.folder)
    const name = StoreName.parse('added')
    await sample.door.stores.add({ name, source: { kind: 'git', url: sample.folder, branch: null } })
    await assert.rejects(access(proof))
    await assert.rejects(sample.door.stores.add({ name: StoreName.parse('evil'), source: { kind: 'git', url: `ext::sh -c touch% ${proof}`, branch: null } }), /git says/)
    await assert.rejects(access(proof))
    assert.deepEqual(await readdir(join(sample.root, 'cache', 'stores')), ['added'])
  })

  it('an empty repository, and one without apps, are refused with why', async () => {
    await using sample = await Sample.open()
    const empty = join(sample.root, 'empty')
    await run(['git', 'init', '-q', '-b', 'main', '--', empty])
    const add = async (): Promise<unknown> => await sample.door.stores.add({ name: StoreName.parse('empty'), source: { kind: 'git', url: empty, branch: null } })
    await assert.rejects(add(), /nothing was committed/)
    await writeFile(join(empty, 'README'), 'x')
    await commit(empty)
    await assert.rejects(add(), /there are no apps in it/)
    assert.equal((await sample.door.stores.list()).length, 1)
  })
})
