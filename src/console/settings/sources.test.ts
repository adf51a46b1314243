import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { StoreSource } from '../../model/store.ts'
import { addressOf, branchOf, hasBranches, nameFor, sourceOf } from './sources.ts'

describe('a store in a form', () => {
  const cases = [
    [
      { kind: 'folder', address: ' /srv/apps ', branch: '' },
      { kind: 'folder', folder: '/srv/apps' },
    ],
    [
      { kind: 'zip', address: '/srv/apps.zip', branch: '' },
      { kind: 'zip', file: '/srv/apps.zip' },
    ],
    [
      { kind: 'git', address: 'https://git.example/apps.git', branch: 'next' },
      { kind: 'git', url: 'https://git.example/apps.git', branch: 'next' },
    ],
    [
      { kind: 'http', address: 'https://apps.example/', branch: ' ' },
      { kind: 'http', url: 'https://apps.example/', branch: null },
    ],
  ] as const
  for (const [fields, source] of cases) {
    it(`a ${fields.kind} becomes what the engine takes`, () => {
      assert.deepEqual(sourceOf(fields), source)
      assert.deepEqual(StoreSource.parse(sourceOf(fields)), source)
      assert.equal(addressOf(sourceOf(fields)), fields.address.trim())
      assert.equal(branchOf(sourceOf(fields)), fields.branch.trim() || null)
    })
  }

  it('has branches where there is a place for one', () => {
    assert.ok(hasBranches({ kind: 'git', url: '/srv/apps', branch: null }))
    assert.ok(hasBranches({ kind: 'http', url: 'https://apps.example/{branch}/', branch: 'main' }))
    assert.equal(hasBranches({ kind: 'http', url: 'https://apps.example/', branch: null }), false)
    assert.equal(hasBranches({ kind: 'folder', folder: '/srv' }), false)
  })

  it('is named after its address', () => {
    const names = ['https://git.example/people/Our_Apps.git', 'https://apps.example/{branch}/all_apps/', '/srv/zips/school apps.zip', 'https://x.example/a?b=/c', '']
    assert.deepEqual(names.map(nameFor), ['our-apps', 'apps-example', 'school-apps', 'a', ''])
  })
})
