import assert from 'node:assert/strict'
import { test } from 'node:test'
import { House } from '../../access/house.testbed.ts'
import type { Person } from '../../access/person.ts'
import { sampleProject, sampleSpec } from '../../localdb/sample.ts'
import { EngineId, InstanceName } from '../../model/names.ts'
import type { InstanceView } from '../../model/instance.ts'
import { PersonId } from '../../model/person.ts'
import type { Role } from '../../model/person.ts'
import { Problem } from '../../model/problem.ts'
import { demandInspect } from './inspect.ts'

const ben = PersonId.parse('ben')
const blog = InstanceName.parse('blog')

function somebody(id: string, role: Role): Person {
  return { kind: 'person', id: PersonId.parse(id), name: id, role, groups: [], via: 'session', session: 's', from: 'x' }
}

function viewOf(name: string, access: 'private' | 'members'): InstanceView {
  const { plan: _plan, removal: _removal, retries: _retries, subnet: _subnet, listeners: _listeners, next: _next, update: _update, ...spec } = sampleSpec(name)
  const status = { state: 'running' as const, since: '', cause: null, crashes: 0, oom: 0, nextTry: null, job: null, url: null, ports: [], expected: null, icon: false }
  return { ...spec, ...status, engine: EngineId.parse('abcdefgh'), policy: { access, paths: {} } }
}

test('into an instance look those who run the machine, and those whose project it came from; who only uses it does not', async () => {
  await using house = await House.open()
  await house.claim()
  await house.db.projects.insert({ ...sampleProject('blog'), owner: { kind: 'person', id: ben } })
  await house.db.specs.insert({ ...sampleSpec('blog'), origin: { door: 'push', project: blog } })
  await house.db.specs.insert(sampleSpec('wiki'))
  const views = new Map([viewOf('blog', 'private'), viewOf('wiki', 'members')].map((view) => [view.name, view]))
  const context = { access: house.access, db: house.db, view: (name: InstanceName) => views.get(name) }
  const ask = async (person: Person, name: string): Promise<unknown> =>
    await demandInspect(context, person, InstanceName.parse(name)).then(
      () => 'may',
      (error: unknown) => (error instanceof Problem ? error.code : error),
    )
  const rows: readonly (readonly [Person, blog: string, wiki: string])[] = [
    [somebody('max', 'admin'), 'may', 'may'],
    [somebody('ben', 'member'), 'may', 'forbidden'],
    [somebody('eve', 'member'), 'not-found', 'forbidden'],
    [somebody('ben', 'guest'), 'not-found', 'not-found'],
    [{ kind: 'anonymous', from: 'x' }, 'not-found', 'not-found'],
  ]
  for (const [person, first, second] of rows) assert.deepEqual([await ask(person, 'blog'), await ask(person, 'wiki'), await ask(person, 'none')], [first, second, 'not-found'])
})
