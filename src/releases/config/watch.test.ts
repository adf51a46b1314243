import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isWatched, skips } from './watch.ts'

describe('what a project watches', () => {
  const table: readonly [string, string, boolean][] = [
    ['src/**', 'src/a/b.ts', true],
    ['src/**', 'source/a.ts', false],
    ['src', 'src/a/b.ts', true],
    ['/src/', 'src/a.ts', true],
    ['./src', 'src/a.ts', true],
    ['src', 'src.ts', false],
    ['package.json', 'package.json', true],
    ['package.json', 'web/package.json', false],
    ['**/package.json', 'package.json', true],
    ['**/package.json', 'a/b/package.json', true],
    ['*', 'README.md', true],
    ['*', 'docs/README.md', false],
    ['docs/*.md', 'docs/a.md', true],
    ['docs/*.md', 'docs/a/b.md', false],
    ['a?c/**/z*', 'abc/x/y/zed', true],
    ['a?c/**/z*', 'ac/x/y/zed', false],
    ['**', 'x/y', true],
    ['a/**/b/**/c', 'a/x/b/b/y/c', true],
    ['a/**/b/**/c', 'a/x/y/c', false],
  ]
  for (const [glob, path, expected] of table) it(`${glob} and ${path}: ${expected ? 'yes' : 'no'}`, () => assert.equal(isWatched([glob], [path]), expected))

  it('nothing watched is all; nothing changed concerns nobody', () => {
    assert.equal(isWatched([], ['x']), true)
    assert.equal(isWatched(['src'], []), false)
    assert.equal(isWatched(['src', 'lib'], ['README.md', 'lib/a']), true)
  })

  it('no pattern takes longer than pattern times path', { timeout: 20_000 }, () => {
    const glob = `${'*a'.repeat(120)}b`
    assert.equal(isWatched([glob], ['a'.repeat(4000)]), false)
    assert.equal(isWatched([`${'**/a/'.repeat(50)}b`], ['a/'.repeat(2000) + 'c']), false)
  })

  it('a message with a marker asks not to be deployed', () => {
    assert.equal(skips('Docs [Skip CI]\n\nmore', ['[skip ci]']), true)
    assert.equal(skips('skip ci', ['[skip ci]', '']), false)
  })
})
