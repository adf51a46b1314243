import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { InstanceName } from '../../model/names.ts'
import { ProjectFile } from '../../model/projectfile.ts'
import { deployedOf } from './deployed.ts'
import type { Facts } from './deployed.ts'

const [one, two] = ['1'.repeat(40), '2'.repeat(40)]
const main = { ref: 'refs/heads/main', before: one, after: two }
const other = { ref: 'refs/heads/try', before: null, after: two }
const tag = { ref: 'refs/tags/v1', before: null, after: two }
const gone = { ref: 'refs/heads/main', before: one, after: null }
const commit = { message: 'Mend it', file: ProjectFile.parse({}), paths: ['src/a.ts'] as readonly string[] | null }
const watching = (...watch: string[]): ProjectFile => ProjectFile.parse({ watch })

const table: readonly (readonly [string, Partial<Facts>, string])[] = [
  ['the branch that is deployed', {}, 'deployed'],
  ['with others beside it', { changes: [other, main, tag] }, 'deployed'],
  ['moved back by force', { changes: [{ ...main, before: two, after: one }] }, 'deployed'],
  ['another branch', { changes: [other], commit: null }, 'try is stored and not deployed: only main is; release 6 goes on serving.'],
  ['two other branches', { changes: [other, { ...other, ref: 'refs/heads/b' }], commit: null }, 'try, b are stored and not deployed: only main is; release 6 goes on serving.'],
  ['a tag only', { changes: [tag], commit: null }, 'Stored and not deployed: only the branch main is, and this push moves none; release 6 goes on serving.'],
  ['before there is a release', { changes: [tag], commit: null, serves: null }, 'Stored and not deployed: only the branch main is, and this push moves none; nothing serves yet.'],
  ['the branch deleted', { changes: [gone], commit: null }, 'main was deleted: release 6 goes on serving.'],
  ['a message that asks for it', { commit: { ...commit, message: 'Words only [SKIP CI]' } }, 'Stored and not deployed, as its message says [skip ci]: release 6 goes on serving.'],
  ['what is watched has changed', { commit: { ...commit, file: watching('src/**') } }, 'deployed'],
  ['nothing watched has changed', { commit: { ...commit, file: watching('docs/**') } }, 'Stored and not deployed: nothing changed of what berth.yaml watches (docs/**); release 6 goes on serving.'],
  ['it cannot be known what has changed', { commit: { ...commit, file: watching('docs/**'), paths: null } }, 'deployed'],
]

describe('what of a push is deployed', () => {
  for (const [what, facts, expected] of table) {
    it(`${what}: ${expected}`, () => {
      const project = InstanceName.parse('blog')
      const told = deployedOf({ project, branch: 'main', changes: [main], serves: 6, commit, ...facts })
      assert.equal('because' in told ? told.because[0] : 'deployed', expected)
    })
  }
})
