import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { InstanceName } from '../../../model/names.ts'
import type { Preview } from '../../../model/preview.ts'
import { commitLabel, previewName, stemOf } from './names.ts'

const pull = (number: number): Preview['of'] => ({ kind: 'pull', number })
const branch = (name: string): Preview['of'] => ({ kind: 'branch', branch: name })

describe('the names of previews', () => {
  const table: readonly (readonly [string, Preview['of'], RegExp])[] = [
    ['wiki', pull(12), /^wiki-pr-12$/],
    ['wiki', branch('main'), /^wiki-branch-main$/],
    ['wiki', branch('Feature/Login'), /^wiki-branch-feature-login-[0-9a-f]{6}$/],
    ['wiki', branch('fix-abc123'), /^wiki-branch-fix-abc123-[0-9a-f]{6}$/],
    ['wiki', branch('x-pr-1'), /^wiki-branch-x-pr-1-[0-9a-f]{6}$/],
    ['a-very-long-name-of-a-repository-indeed', pull(1234), /^a-very-long-name-of-a-rep-[0-9a-f]{6}-pr-1234$/],
    ['wiki', branch('<img src=x onerror=alert(1)>'), /^wiki-branch-img-src-x-onerror-ale-[0-9a-f]{6}$/],
  ]
  for (const [stem, of, name] of table) it(String(name), () => assert.match(previewName(stem, of), name))

  const piece = fc.constantFrom('a', 'b', '-', '-pr-', '-branch-', '1', 'abcdef', '/', '.', 'A', 'ü')
  const text = fc.oneof(
    fc.array(piece, { minLength: 1, maxLength: 10 }).map((pieces) => pieces.join('')),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
  )
  const of = fc.oneof(
    fc
      .oneof(
        fc.integer({ min: 1, max: 99 }),
        fc.maxSafeNat().map((number) => number + 1),
      )
      .map(pull),
    text.map(branch),
  )

  it('are such an instance may have, whatever repositories and branches are called', () => {
    fc.assert(
      fc.property(text, of, (stem, what) => {
        const name = InstanceName.parse(previewName(stem, what))
        assert.match(commitLabel(name, 'f'.repeat(40)), /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/)
      }),
      { numRuns: 3000 },
    )
  })

  it('differ where what they are of differs', () => {
    const what = fc.tuple(text, of)
    fc.assert(
      fc.property(fc.uniqueArray(what, { minLength: 2, maxLength: 12, selector: (one) => JSON.stringify(one) }), (all) => {
        assert.equal(new Set(all.map(([stem, one]) => previewName(stem, one))).size, all.length)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('how names of a repository begin', () => {
  it('is its last part, as a host name has it', () =>
    assert.deepEqual(
      ['school/wiki', 'school/Wiki.js', 'a/b/c_d'].map((path) => stemOf(path)),
      ['wiki', 'wiki-js', 'c-d'],
    ))

  it('holds its organisation where another is called so, and a hash where that is not enough', () => {
    const first = { stem: stemOf('school/wiki') }
    const second = { stem: stemOf('home/wiki', [first]) }
    const third = { stem: stemOf('home/WIKI', [first, second]) }
    assert.deepEqual([first.stem, second.stem], ['wiki', 'wiki-home'])
    assert.match(third.stem, /^wiki-home-[0-9a-f]{6}$/)
  })

  it('is something even where nothing of it is a letter', () => assert.match(stemOf('a/___'), /^repository-[0-9a-f]{6}$/))
})
