import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parse } from 'yaml'
import { AppMeta } from '../model/app.ts'
import { Grant } from '../model/grant.ts'
import { Problem } from '../model/problem.ts'
import type { SignInFacts } from './bundle.ts'
import { checkRun } from './formats/checkrun.ts'
import { render } from './render.ts'
import type { Made } from './render.testbed.ts'
import { service } from './render.testbed.ts'
import { sampleMeta, samplePlace } from './samples.ts'
import { survey } from './survey.ts'

const meta = sampleMeta({ oidc: { redirect_uris: ['/callback'] } })
const oidc = { issuer: 'https://berth.example.org:8443/oidc', clientId: 'notes', clientSecret: 's3cret-of-notes', authority: null }
const text = service({
  environment: { ISSUER: '{{ oidc.issuer }}', ID: '{{ oidc.client_id }}', CLIENT_SECRET: '{{ oidc.client_secret }}', CA: '{{ oidc.ca_file }}' },
  extra_hosts: { other: '192.0.2.7' },
})

function web(over: Partial<SignInFacts> = {}, of: string = text): Made['services'][string] {
  const { services } = parse(render({ meta, text: of, files: {} }, samplePlace({ oidc: { ...oidc, ...over } })).compose) as Made
  assert.ok(services['web'])
  return services['web']
}

describe('an app that signs people in', () => {
  it('is told issuer, client and secret, and reaches the issuer’s name at the machine, beside the names it has itself', () => {
    const { environment, extra_hosts: hosts, volumes } = web()
    assert.deepEqual(environment, { ISSUER: oidc.issuer, ID: 'notes', CLIENT_SECRET: oidc.clientSecret, CA: '' })
    assert.deepEqual(hosts, ['other:192.0.2.7', 'berth.example.org:10.213.0.1'])
    assert.deepEqual(volumes, [])
  })

  it('finds the certificate of the machine’s own authority in a file; another authority is another file', () => {
    const [one, two] = ['first', 'second'].map((authority) => web({ authority }))
    assert.equal((one?.['environment'] as Record<string, string>)['CA'], '/run/berth/authority.crt')
    assert.partialDeepStrictEqual(one?.volumes, [{ type: 'bind', target: '/run/berth/authority.crt', read_only: true }])
    assert.match(one?.volumes[0]?.source ?? '', /^\/data\/instances\/notes\/authority-[0-9a-f]{12}\.crt$/)
    assert.notEqual(one?.volumes[0]?.source, two?.volumes[0]?.source)
  })

  it('on the machine’s own network the name leads to the machine itself; without one, or by an address, nothing is added', () => {
    const alone = render({ meta, text: service({ network_mode: 'host' }), files: {} }, samplePlace({ oidc, grants: [Grant.parse('network:host')] }))
    assert.deepEqual((parse(alone.compose) as Made).services['web']?.['extra_hosts'], ['berth.example.org:127.0.0.1'])
    assert.equal(web({}, service({ network_mode: 'none' }))['extra_hosts'], undefined)
    assert.equal(web({ issuer: 'http://192.168.1.5/oidc' }, service({}))['extra_hosts'], undefined)
  })

  it('is read and checked before it is placed; who does not declare it has no such variables', () => {
    assert.equal(survey({ meta, text, files: {} }).services.length, 1)
    assert.deepEqual(
      checkRun({ meta, text, files: {} }).filter(({ where }) => where.includes('environment')),
      [],
    )
    assert.throws(
      () => survey({ meta: sampleMeta(), text, files: {} }),
      (error: unknown) => error instanceof Problem && error.code === 'bad-compose',
    )
    const { services } = parse(render({ meta: sampleMeta(), text: service({}), files: {} }, samplePlace()).compose) as Made
    assert.equal(services['web']?.['extra_hosts'], undefined)
  })

  it('says paths of its own, or addresses whose path counts, and nothing else', () => {
    const given = (uri: unknown): boolean => AppMeta.safeParse({ ...meta, oidc: { redirect_uris: [uri] } }).success
    for (const good of ['/callback', '/', '/a/b.c', 'https://{{ portal.domain }}/callback', 'http://localhost:3000/cb']) assert.equal(given(good), true, good)
    for (const bad of ['', 'callback', '//evil.example/cb', '/a?x', '/a#x', '/a b', '/a\\b', 'javascript:alert(1)', 'ftp://x/y', 7]) assert.equal(given(bad), false, String(bad))
    assert.equal(AppMeta.safeParse({ ...meta, oidc: { redirect_uris: [] } }).success, false)
  })
})
