import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parse, stringify } from 'yaml'
import { AppMeta } from '../model/app.ts'
import type { Rendered } from './bundle.ts'
import { render } from './render.ts'
import type { Made } from './render.testbed.ts'
import { sampleMeta, samplePlace } from './samples.ts'

const demo = { 'run.demo': 'true', 'run.demo.url': 'shop-pr-7.example.org', 'run.demo.github_pr': '7' }
const services = { web: { image: 'shop:1', labels: { 'run.demo': 'no', 'berth.engine': 'other' } }, db: { image: 'postgres:17', volumes: ['db:/d'] } }

function made(labels: object | undefined, release?: string): Rendered & { readonly project: Made } {
  const rendered = render({ meta: sampleMeta({ 'x-berth': { ...(labels ? { labels } : {}), ...(release ? { release } : {}) } }), text: stringify({ services }) }, samplePlace())
  return { ...rendered, project: parse(rendered.compose) as Made }
}

const digest = ({ plan }: Rendered, name: string): string | undefined => plan.services.find((service) => service.name === name)?.digest

describe('the labels that an app has', () => {
  it('are on the container that visitors come to, beside Berth’s own; an author’s are on none', () => {
    const { project } = made(demo)
    const { 'berth.digest': made_, ...others } = project.services['web']?.labels ?? {}
    assert.ok(made_)
    assert.deepEqual(others, { ...demo, 'berth.engine': 'abcdefgh', 'berth.instance': 'notes' })
    assert.deepEqual(Object.keys(project.services['db']?.labels ?? {}).toSorted(), ['berth.digest', 'berth.engine', 'berth.instance'])
    assert.equal(made(undefined).project.services['web']?.labels['run.demo'], undefined)
  })

  it('follow the name that its release gives it', () => {
    assert.equal(made(demo, '7').project.services['web-r7']?.labels['run.demo.github_pr'], '7')
  })

  it('keep a dollar, which Compose would take for a variable', () => {
    assert.ok(made({ 'run.demo.url': '$HOME' }).compose.includes('$$HOME'))
  })

  it('make the container anew when they change, and no other one', () => {
    const [one, other, none] = [made(demo), made({ ...demo, 'run.demo.github_pr': '8' }), made(undefined)]
    assert.equal(new Set([one, other, none].map((each) => digest(each, 'web'))).size, 3)
    assert.equal(new Set([one, other, none].map((each) => digest(each, 'db'))).size, 1)
    assert.equal(digest(made({}), 'web'), digest(none, 'web'))
  })

  const table: readonly (readonly [string, object, boolean])[] = [
    ['those of a demo', demo, true],
    ['none', {}, true],
    ['twenty', Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`run.demo.x${at}`, 'y'])), true],
    ['more than twenty', Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`run.demo.x${at}`, 'y'])), false],
    ['one of Berth', { 'berth.engine': 'x' }, false],
    ['one of Traefik', { 'traefik.enable': 'true' }, false],
    ['one that only begins like a demo’s', { 'run.demonstration': 'x' }, false],
    ['one of Compose', { 'com.docker.compose.project': 'x' }, false],
    ['one deeper than the demo service has', { 'run.demo.a.b': 'x' }, false],
    ['a long text', { 'run.demo.url': 'x'.repeat(301) }, false],
    ['something else than text', { 'run.demo': true }, false],
  ]
  for (const [says, labels, right] of table) {
    it(`may be ${says}: ${right ? 'yes' : 'no'}`, () => assert.equal(AppMeta.safeParse({ ...sampleMeta(), 'x-berth': { labels } }).success, right))
  }
})
