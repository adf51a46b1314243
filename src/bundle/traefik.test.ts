import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'yaml'
import { rendered, service } from './render.testbed.ts'
import type { Made } from './render.testbed.ts'
import { routeByTraefik, traefikLabels } from './traefik.ts'

const auth = 'http://172.17.0.1:8080/.berth/forward-auth'
const usual = { network: 'proxy', entrypoint: 'websecure', auth }
const routed = { name: 'berth-abcdefgh-wiki', host: 'wiki.example.org', headers: [] } as const
const regex = (...more: readonly string[]) => `(?i)^(${['X-Ptl-.*', 'Remote-(User|Name|Email|Groups)', 'X-Berth-Identity', 'Cookie', ...more].join('|')})$`
const same = {
  'traefik.enable': 'true',
  'traefik.http.routers.berth-abcdefgh-wiki.rule': 'Host(`wiki.example.org`)',
  'traefik.http.routers.berth-abcdefgh-wiki.service': 'berth-abcdefgh-wiki',
  'traefik.http.routers.berth-abcdefgh-wiki.middlewares': 'berth-abcdefgh-wiki',
  'traefik.http.middlewares.berth-abcdefgh-wiki.forwardauth.address': auth,
}

for (const [what, given, port, traefik, labels] of [
  [
    'a usual app',
    routed,
    8080,
    usual,
    {
      ...same,
      'traefik.docker.network': 'proxy',
      'traefik.http.routers.berth-abcdefgh-wiki.entrypoints': 'websecure',
      'traefik.http.services.berth-abcdefgh-wiki.loadbalancer.server.port': '8080',
      'traefik.http.middlewares.berth-abcdefgh-wiki.forwardauth.authResponseHeadersRegex': regex(),
    },
  ],
  [
    'one with headers of its own, another entry point and no network',
    { ...routed, headers: [{ set: { 'X-Ptl-Client-Id': [], 'X-Own.Name': ['a'] } }, { set: { 'X-Own.Name': ['b'] } }] },
    80,
    { entrypoint: 'web', auth },
    {
      ...same,
      'traefik.http.routers.berth-abcdefgh-wiki.entrypoints': 'web',
      'traefik.http.services.berth-abcdefgh-wiki.loadbalancer.server.port': '80',
      'traefik.http.middlewares.berth-abcdefgh-wiki.forwardauth.authResponseHeadersRegex': regex('X-Own\\.Name'),
    },
  ],
] as const) {
  test(`the labels of ${what}`, () => assert.deepEqual(traefikLabels(given, port, traefik), labels))
}

const compose = { services: { web: { image: 'a', networks: { default: {} }, labels: { a: '1' } }, db: { image: 'b', networks: { default: {} } } }, networks: { default: { labels: { a: '1' } } } }

test('only the service of the first HTTP entry is led to, and joins the network', () => {
  const entries = [
    { service: 'db', port: 1883, protocol: 'tcp' },
    { service: 'web', port: 80, protocol: 'http' },
  ] as const
  const made = routeByTraefik(compose, { ...routed, entries }, usual)
  const { services, networks } = made as { services: { web: { labels: Record<string, string>; networks: object }; db: object }; networks: object }
  assert.equal(services.web.labels['a'], '1')
  assert.equal(services.web.labels['traefik.enable'], 'true')
  assert.deepEqual(services.web.networks, { default: {}, traefik: {} })
  assert.deepEqual(services.db, compose.services.db)
  assert.deepEqual(networks, { default: { labels: { a: '1' } }, traefik: { name: 'proxy', external: true } })
})

test('without an HTTP entry nothing changes', () => {
  assert.deepEqual(routeByTraefik(compose, { ...routed, entries: [{ service: 'db', port: 1883, protocol: 'tcp' }] }, usual), compose)
})

test('rendering adds them where there is a Traefik, never those of an author, and another setting is another digest', () => {
  const text = service({ labels: { 'traefik.http.routers.evil.rule': 'Host(`bank.example`)' } })
  const [plain, routedBy, other] = [rendered(text), rendered(text, { traefik: usual }), rendered(text, { traefik: { ...usual, entrypoint: 'web' } })]
  const labelsOf = (compose: string) => Object.keys((parse(compose) as Made).services['web']?.labels ?? {}).filter((name) => name.startsWith('traefik'))
  assert.deepEqual(labelsOf(plain.compose), [])
  assert.equal(labelsOf(routedBy.compose).length, 9)
  assert.ok(!labelsOf(routedBy.compose).some((name) => name.includes('evil')))
  assert.ok(routedBy.compose.includes('Cookie)$$'), 'Compose takes a dollar for a variable')
  assert.equal(new Set([plain, routedBy, other].map(({ plan }) => plan.digest)).size, 3)
})
