import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { auditExport } from '../api/access.ts'
import { auditPath, searchIn } from './search.ts'

describe('a search in the audit', () => {
  it('stands in the address, and what is empty does not', () => {
    const search = { who: 'Ben & Jo', action: ' ', object: 'notes' }
    assert.equal(auditPath(search), '/activity/audit?who=Ben+%26+Jo&object=notes')
    assert.deepEqual(searchIn('?who=Ben+%26+Jo&action=+&object=notes&other=1'), { who: 'Ben & Jo', object: 'notes' })
    assert.equal(auditPath({}), '/activity/audit')
  })

  it('goes along when it is taken away as a file', () => {
    assert.equal(auditExport('csv', { who: 'Ben' }), '/api/audit/export?format=csv&who=Ben')
    assert.equal(auditExport('json', {}), '/api/audit/export?format=json')
  })
})
