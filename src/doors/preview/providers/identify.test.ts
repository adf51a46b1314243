import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Provider } from '../../../model/preview.ts'
import { Problem } from '../../../model/problem.ts'
import { apiOf } from './api/names.ts'
import { openRecording } from './api/recording.testbed.ts'
import { identify } from './identify.ts'

const reaching = { signal: new AbortController().signal, patience: 5000 }

describe('whose a token is', () => {
  for (const [provider, token, path, header, proof, body] of [
    ['gitlab', 'glpat-x', '/api/v4/user', 'private-token', /^glpat-x$/, { id: 1, username: 'ada', name: 'Ada L.' }],
    ['gitea', 'x', '/api/v1/user', 'authorization', /^token x$/, { id: 1, login: 'ada', username: 'ada' }],
    ['github', 'ghp_x', '/api/v3/user', 'authorization', /^Bearer ghp_x$/, { id: 1, login: 'ada', name: null }],
    ['launchpad', 'key:secret', '/api/devel/people/+me', 'authorization', /^OAuth .*oauth_token="key"/, { name: 'ada', display_name: 'Ada L.' }],
  ] as const satisfies readonly (readonly [Provider, ...unknown[]])[]) {
    it(`at ${provider}`, async () => {
      await using api = await openRecording(() => ({ [`GET ${path}`]: ({ headers }) => (proof.test(String(headers[header])) ? { body } : { status: 401, body: { message: 'no' } }) }))
      const found = await identify(provider, api.url, token, reaching)
      assert.deepEqual([found.by, found.url], [{ kind: 'token', login: 'ada' }, api.url])
      await assert.rejects(identify(provider, api.url, 'wrong:token', reaching), (error) => error instanceof Problem && error.code === 'provider-denied')
    })
  }
})

describe('where an API is', () => {
  for (const [provider, url, api] of [
    ['github', 'https://github.com', 'https://api.github.com'],
    ['github', 'https://acme.ghe.com', 'https://api.acme.ghe.com'],
    ['github', 'https://ghe.com.example.org', 'https://ghe.com.example.org/api/v3'],
    ['github', 'http://ghe.example.org:8080', 'http://ghe.example.org:8080/api/v3'],
    ['gitlab', 'https://git.example.org/lab', 'https://git.example.org/lab/api/v4'],
    ['gitea', 'https://git.example.org/tea', 'https://git.example.org/tea/api/v1'],
    ['launchpad', 'https://launchpad.net', 'https://api.launchpad.net/devel'],
    ['launchpad', 'https://staging.launchpad.net', 'https://api.staging.launchpad.net/devel'],
  ] as const) {
    it(`of ${url}`, () => assert.equal(apiOf(provider, url), api))
  }
})
