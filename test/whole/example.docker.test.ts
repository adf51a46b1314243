import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
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

  it('the schema that editors check it with is served to anybody, the same as the generated one', async () => {
    await using berth = await Berth.open()
    const { status, text, headers } = await berth.visit('berth', '/api/schemas/app_meta.json')
    assert.deepEqual([status, headers['access-control-allow-origin']], [200, '*'])
    const generated = await readFile(new URL('../../docs/app_meta.schema.json', import.meta.url), 'utf8')
    const { $id: _id, title: _title, ...schema } = JSON.parse(generated) as Record<string, unknown>
    assert.partialDeepStrictEqual(JSON.parse(text), schema)
  })
})
