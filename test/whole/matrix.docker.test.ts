import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { until } from '../../src/kit/until.ts'
import { Berth } from './berth.ts'
import { Household } from './household.ts'
import type { Role } from './household.ts'
import { elsewhere, everybody, matrix } from './matrix.ts'
import type { Row } from './matrix.ts'

describe('every route of the API, asked by everybody', () => {
  let berth: Berth
  let house: Household
  before(async () => {
    berth = await Berth.open()
    house = await Household.open(berth)
    await berth.install('hello', { policy: { access: 'private', paths: {} } })
    await berth.becomes('hello', 'stopped')
    await house.json('owner', 'POST', '/api/projects', { name: 'site' })
  })
  after(async () => await berth[Symbol.asyncDispose]())

  it('has a row in this table, and each row a route', () => {
    const known = new Set([...Object.keys(matrix), ...elsewhere])
    const found = routesInSource()
    assert.ok(found.length > 80)
    assert.deepEqual(
      found.filter((route) => !known.has(route)),
      [],
    )
    assert.deepEqual(
      [...known].filter((route) => !found.includes(route)),
      [],
    )
    assert.deepEqual(filesWithOtherRoutes(), ['provider.ts'], 'the protocol of OpenID has tests of its own')
  })

  for (const [route, wanted] of Object.entries(matrix)) {
    it(route, async () => {
      const answers: Record<string, number> = {}
      const expected: Record<string, number> = {}
      for (const role of everybody) {
        if (route === 'DELETE /api/instances/{name}' && role !== 'owner' && wanted.may.includes(role)) continue // once is enough
        answers[role] = await house.ask(role, ...filled(route, house), wanted.body)
        expected[role] = statusFor(route, wanted, role)
      }
      assert.deepEqual(answers, expected)
      if (route === 'DELETE /api/instances/{name}') assert.ok(await until(async () => ((await berth.instance('hello')) ? undefined : true), { deadline: 60_000 }))
    })
  }
})

function statusFor(route: string, { may, then, but }: Row, role: Role): number {
  const special = but?.[role]
  if (special !== undefined) return special
  if (route.includes(' /api/local/')) return 404
  if (may.includes(role)) return then
  return role === 'stranger' ? 401 : 403
}

/** The method, and the path with the owner's things in it. */
function filled(route: string, { objects }: Household): readonly [method: string, path: string] {
  const [method = '', path = ''] = route.split(' ')
  const id = path.startsWith('/api/previews/connections/')
    ? 'none1234'
    : path.startsWith('/api/sessions/')
      ? objects.session
      : path.startsWith('/api/tokens/')
        ? objects.token
        : path.startsWith('/api/people/')
          ? 'owner'
          : 'abcdef123456'
  const name = path.startsWith('/api/instances/') ? 'hello' : path.startsWith('/api/projects/') ? 'site' : 'nothing'
  return [
    method,
    path
      .replace('{id}', id)
      .replace('{name}', name)
      .replace('{door}', 'store')
      .replace('{service}', 'redis')
      .replace('{store}', 'test')
      .replace('{app}', 'nothing')
      .replace('{document}', 'none')
      .replace('{host}', 'ghcr.io'),
  ]
}

const folder = fileURLToPath(new URL('../../src/engine/api', import.meta.url))
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }))

/** Who adds routes in another way than this table can read. */
function filesWithOtherRoutes(): string[] {
  return files.filter(({ text }) => /api\.(?:route|all|head|options|register)\(/.test(text) && !/swagger/.test(text)).map(({ name }) => name)
}

/** As they stand in the source: also those that are left out of the description of the API. */
function routesInSource(): string[] {
  const routes = files.flatMap(({ text }) =>
    [...text.matchAll(/api\.(get|post|put|patch|delete)\(\s*(?:'([^']+)'|`([^`]+)`)/g)].flatMap(([, method = '', plain, made]) =>
      variants(text, plain ?? made ?? '').map((path) => `${method.toUpperCase()} ${path}`),
    ),
  )
  return routes.map((route) => route.replaceAll(/:(\w+)/g, '{$1}'))
}

/** A route in a loop over verbs is one for each. */
function variants(text: string, path: string): string[] {
  if (!path.includes('${')) return [path]
  const list = /for \(const \w+ of \[([^\]]+)\]/.exec(text)?.[1]
  const values = list === undefined ? text.matchAll(/^ *\['([^']+)',/gm) : list.matchAll(/'([^']+)'/g)
  return [...values].map(([, value = '']) => path.replace(/\$\{\w+\}/, value))
}
