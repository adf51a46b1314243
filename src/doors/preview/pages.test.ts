import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Connection } from '../../model/preview.ts'
import { Problem } from '../../model/problem.ts'
import { meantByPage } from './pages.ts'

function connection(id: string, provider: Connection['provider'], url: string): Connection {
  return Connection.parse({ id, provider, url, api: url, label: id, by: { kind: 'token', login: 'ada' }, created: '2026-01-01T00:00:00.000Z', cause: null })
}

const all = [
  connection('hub00001', 'github', 'https://github.com'),
  connection('hub00002', 'github', 'https://github.com'),
  connection('lab00001', 'gitlab', 'https://example.org/gitlab'),
  connection('tea00001', 'gitea', 'https://example.org'),
  connection('pad00001', 'launchpad', 'https://launchpad.net'),
]

const read = [
  ['https://github.com/acme/shop/pull/7', ['hub00001', 'hub00002'], 'acme/shop', 7],
  ['https://github.com/acme/shop/pull/7/files?w=1#diff', ['hub00001', 'hub00002'], 'acme/shop', 7],
  ['https://GitHub.com/acme/shop/pull/7', ['hub00001', 'hub00002'], 'acme/shop', 7],
  ['https://example.org/gitlab/acme/tools/shop/-/merge_requests/12', ['lab00001'], 'acme/tools/shop', 12],
  ['https://example.org/acme/shop/pulls/3', ['tea00001'], 'acme/shop', 3],
  ['https://code.launchpad.net/~harbour/app/+git/till/+merge/401', ['pad00001'], '~harbour/app/+git/till', 401],
  ['https://launchpad.net/~harbour/app/+git/till/+merge/401', ['pad00001'], '~harbour/app/+git/till', 401],
] as const

const refused = [
  ['shop', 'invalid'],
  ['https://github.com/acme/shop/issues/7', 'invalid'],
  ['https://github.com.example.net/acme/shop/pull/7', 'no-connection'],
  ['https://codexlaunchpad.net/~harbour/app/+git/till/+merge/401', 'no-connection'],
  ['https://git.example.net/acme/shop/pull/7', 'no-connection'],
] as const

describe('the page of a pull request', () => {
  for (const [page, ids, path, number] of read)
    it(`is read: ${page}`, () => {
      const meant = meantByPage(all, page)
      assert.deepEqual([meant.candidates.map(({ id }) => id), meant.path, meant.number], [ids, path, number])
    })
  for (const [page, code] of refused)
    it(`is refused: ${page}`, () =>
      assert.throws(
        () => meantByPage(all, page),
        (error) => error instanceof Problem && error.code === code,
      ))
})
