import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { decide } from './decision.ts'
import type { Decision, Visitor } from './decision.ts'
import type { Policy } from './policy.ts'

const stranger: Visitor = { kind: 'anonymous' }
const owner: Visitor = { kind: 'owner', session: 's' }
const open: Policy = { access: 'public', paths: {} }
const closed: Policy = { access: 'private', paths: {} }
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
    ['the rest is as the app is', mixed, stranger, '/', 'sign-in'],
  ]
  for (const [says, policy, visitor, path, decision] of table) it(says, () => assert.equal(decide(policy, visitor, path), decision))
})
