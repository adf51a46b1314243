import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { describe, it } from 'node:test'
import { generatedPages } from './pages.ts'

describe('pages that are made from the source', () => {
  for (const [path, text] of generatedPages()) {
    it(`${path} is as the source says now (else: node scripts/gen.ts)`, async () => {
      assert.equal(await readFile(new URL(`../../${path}`, import.meta.url), 'utf8'), text)
    })
  }
})
