import assert from 'node:assert/strict'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { writeExample } from '../apps.ts'
import { Berth } from './berth.ts'

describe('the example in docs/apps.md', () => {
  it('is a catalogue as it stands; installed, it counts, and only its owner sets it back', async () => {
    await using berth = await Berth.open()
    const folder = join(berth.data, 'mine')
    await writeExample(folder)
    await berth.json('/api/stores', { method: 'POST', body: { name: 'mine', source: { kind: 'folder', folder } } })
    await berth.json('/api/instances', { method: 'POST', body: { door: 'store', store: 'mine', app: 'counter' } })
    await berth.becomes('counter', 'stopped', 60)
    assert.equal((await berth.visit('counter', '/cgi-bin/visit')).text, '1\n')
    assert.equal((await berth.visit('counter', '/cgi-bin/visit')).text, '2\n')
    assert.notEqual((await berth.visit('counter', '/cgi-bin/reset')).status, 200)
  })
})
