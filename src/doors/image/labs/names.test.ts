import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { InstanceName } from '../../../model/names.ts'
import { labOf, nameOfLab } from './names.ts'

describe('the names of labs', () => {
  const names: readonly (readonly [string, string | undefined])[] = [
    ['67ddba6814d6b2f98be31d87', 'lab-67ddba6814d6b2f98be31d87'],
    ['steam', 'steam'],
    ['my_app', 'lab--my-5fapp'],
    ['My App', 'lab---4dy-20-41pp'],
    ['api', 'lab--api'],
    ['x/../y; rm -rf /', undefined],
    ['é', 'lab---c3-a9'],
    ['', undefined],
    ['x'.repeat(41), undefined],
  ]
  for (const [id, name] of names) {
    it(`${JSON.stringify(id)} ${name === undefined ? 'can be none' : `is ${name}, and back`}`, () => {
      assert.equal(nameOfLab(id), name)
      if (name !== undefined) assert.equal(labOf(InstanceName.parse(name)), id)
    })
  }

  it('whatever an id is, it comes back from its name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 16 }), (id) => {
        const name = nameOfLab(id)
        fc.pre(name !== undefined && !id.startsWith('lab-') && id.isWellFormed())
        assert.equal(labOf(name), id)
      }),
      { numRuns: 1000 },
    )
  })

  it('and whatever a name is, its lab is that very instance', () => {
    const name = fc.oneof(fc.stringMatching(/^lab--?[a-f0-9-]{0,30}[a-f0-9]$/), fc.stringMatching(/^[a-z0-9-]{1,40}$/)).map((text) => InstanceName.safeParse(text).data)
    fc.assert(
      fc.property(name, (one) => {
        fc.pre(one !== undefined)
        assert.equal(nameOfLab(labOf(one)), one)
      }),
      { numRuns: 1000 },
    )
  })
})
