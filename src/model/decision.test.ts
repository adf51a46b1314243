import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { decide, prefixAt } from './decision.ts'
import type { Decision, Visitor } from './decision.ts'
import type { Policy } from './policy.ts'

const stranger: Visitor = { kind: 'anonymous' }
const owner: Visitor = { kind: 'owner', session: 's', name: 'Ada' }
const peer: Visitor = { kind: 'peer', id: 'abcdef', name: 'School' }
const open: Policy = { access: 'public', paths: {} }
const closed: Policy = { access: 'private', paths: {} }
const shared: Policy = { access: 'private', paths: { '/exchange': 'peer' } }
const mixed: Policy = { access: 'private', paths: { '/share': 'public', '/share/secret': 'private', '/public/': 'public' } }

describe('who may enter', () => {
  const table: readonly [string, Policy, Visitor, string, Decision][] = [
    ['anybody enters what is public', open, stranger, '/', 'allow'],
    ['a stranger must sign in for what is private', closed, stranger, '/', 'sign-in'],
    ['the owner enters what is private', closed, owner, '/any', 'allow'],
    ['a prefix opens itself', mixed, stranger, '/share', 'allow'],
    ['and what is below it', mixed, stranger, '/share/a/b', 'allow'],
    ['but not what only begins like it', mixed, stranger, '/shared', 'sign-in'],
    ['the longest prefix wins', mixed, stranger, '/share/secret/x', 'sign-in'],
    ['also on segment borders', mixed, stranger, '/share/secretive', 'allow'],
    ['a prefix with a slash covers what is below', mixed, stranger, '/public/x', 'allow'],
    ['and not itself without it', mixed, stranger, '/public', 'sign-in'],
    ['a known engine enters what is for peers', shared, peer, '/exchange/x', 'allow'],
    ['and what is public', open, peer, '/', 'allow'],
    ['but nothing that is private', shared, peer, '/', 'deny'],
    ['the owner enters what is for peers', shared, owner, '/exchange', 'allow'],
    ['a stranger must sign in for it', shared, stranger, '/exchange', 'sign-in'],
    ['the rest is as the app is', mixed, stranger, '/', 'sign-in'],
  ]
  for (const [says, policy, visitor, path, decision] of table) it(says, () => assert.equal(decide(policy, visitor, path), decision))
})

/** The same rule, said with segments. */
function covering(prefixes: readonly string[], path: string): string {
  const covers = (prefix: string): boolean => {
    const [wanted, found] = [prefix.split('/'), path.split('/')]
    if (prefix.endsWith('/')) wanted.pop()
    return wanted.every((segment, at) => segment === found[at]) && (!prefix.endsWith('/') || found.length > wanted.length)
  }
  return prefixes.filter(covers).toSorted((a, b) => b.length - a.length)[0] ?? ''
}

describe('the prefix that counts', () => {
  const segment = fc.constantFrom('', 'a', 'b', 'ab', 'a;b', '%61')
  const path = fc.array(segment, { minLength: 1, maxLength: 5 }).map((segments) => `/${segments.join('/')}`)

  it('is the longest that ends where a segment ends', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.oneof(path, fc.constant('')), { maxLength: 6 }), path, (prefixes, asked) => {
        assert.equal(prefixAt(Object.fromEntries(prefixes.map((prefix) => [prefix, true])), asked), covering(prefixes, asked))
      }),
      { numRuns: 2000 },
    )
  })

  it('"" covers every path', () => assert.equal(prefixAt({ '': 1, '/a': 1 }, '/ab'), ''))
})
