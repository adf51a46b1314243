import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { toJavaScript } from './javascript.ts'

describe('from TypeScript to what Node runs', () => {
  it('blanks types and keeps every line where it was', () => {
    const source = 'interface A {\n  b: number\n}\nexport const a: A = { b: 1 }\n'
    const made = toJavaScript(source)
    assert.equal(made.split('\n').length, source.split('\n').length)
    assert.match(made, /^export const a {4}= \{ b: 1 \}$/m)
  })

  const renamed = [
    ["import { a } from './a.ts'", "import { a } from './a.js'"],
    ["import './a.ts'", "import './a.js'"],
    ["export * from '../b/a.ts'", "export * from '../b/a.js'"],
    ["const a = await import('./a.ts')", "const a = await import('./a.js')"],
    ["const a = await import(\n  './a.ts')", "const a = await import(\n  './a.js')"],
    ["const file = new URL('./main.ts', import.meta.url)", "const file = new URL('./main.js', import.meta.url)"],
  ] as const
  for (const [source, wanted] of renamed) {
    it(`renames ${JSON.stringify(source)}`, () => assert.equal(toJavaScript(source), wanted))
  }

  const kept = ["import a from 'pkg/a.ts'", "const text = './a.ts'", "open('./a.ts')", "import a from './a.json' with { type: 'json' }"]
  for (const source of kept) {
    it(`leaves ${source} alone`, () => assert.equal(toJavaScript(source), source))
  }

  it('drops an import of types only', () => {
    assert.equal(toJavaScript("import type { A } from './a.ts'").trim(), '')
  })
})
