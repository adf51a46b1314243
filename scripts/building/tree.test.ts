import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { buildTree, filesBelow } from './tree.ts'

describe('building the tree', () => {
  let folder = ''
  const from = (): string => join(folder, 'src')
  const to = (): string => join(folder, 'build')
  const build = () => buildTree(from(), to(), (file) => !file.startsWith('console/'))

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'berth-build-'))
    put('a/main.ts', "import { b } from '../b.ts'\nexport const a: number = b\n")
    put('b.ts', 'export const b = 2\n')
    put('b.test.ts', 'throw new Error("never built")\n')
    put('a/page.html', '<p>')
    put('console/app.ts', 'export {}\n')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  function put(file: string, text: string): void {
    const path = join(from(), file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }

  it('makes modules and copies pages, but no tests and nothing that is not ours', () => {
    build()
    assert.deepEqual([...filesBelow(to())].sort(), ['a/main.js', 'a/page.html', 'b.js'])
  })

  it('makes something that runs', async () => {
    build()
    const made = (await import(join(to(), 'a/main.js'))) as { a: number }
    assert.equal(made.a, 2)
  })

  it('does nothing when nothing changed, and only what changed when something did', () => {
    build()
    assert.deepEqual(build(), { written: 0, removed: 0 })
    put('b.ts', 'export const b = 3\n')
    const later = new Date(Date.now() + 5000)
    utimesSync(join(from(), 'b.ts'), later, later)
    assert.deepEqual(build(), { written: 1, removed: 0 })
    assert.match(readFileSync(join(to(), 'b.js'), 'utf8'), /= 3/)
  })

  it('removes what has no source any more', () => {
    build()
    rmSync(join(from(), 'a'), { recursive: true })
    assert.deepEqual(build(), { written: 0, removed: 2 })
    assert.deepEqual(filesBelow(to()), ['b.js'])
  })
})
