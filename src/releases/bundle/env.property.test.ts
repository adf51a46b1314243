import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { EnvValue } from '../../model/projectfile.ts'
import { bundled, given, releaseOf } from './bundle.testbed.ts'

const odd = [
  '{{ 1 }}',
  "{{ secret('x') }}",
  '{% for x in y %}',
  '{#',
  '${A}',
  '$A',
  '$$',
  '\\x7b{',
  '"',
  "'",
  '\n',
  '\r\n',
  ' ',
  ': ',
  '# ',
  '---\n',
  'é',
  '🙂',
  '{{ portal.domain }}',
  'notes.{{ portal.domain }}',
  '%}',
  '\t',
  '&a',
  '*a',
  '!!int 1',
  '',
]

describe('a value of a variable', () => {
  const piece = fc.oneof(fc.constantFrom(...odd), fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }))
  const value = fc
    .array(piece, { maxLength: 6 })
    .map((parts) => parts.join('').toWellFormed())
    .filter((text) => EnvValue.safeParse(text).success)

  it('reaches the container as it is, whatever it holds', async () => {
    const property = fc.asyncProperty(value, value, async (project, file) => {
      const { services } = await bundled(releaseOf({ file: { env: { FILE: file } } }), { PROJECT: project })
      const { PROJECT, FILE } = given(services['web'])
      assert.deepEqual([PROJECT, FILE], [project, file])
    })
    await fc.assert(property, { numRuns: 150, examples: odd.map((sign) => [sign, sign]) })
  })

  it('in a compose project too, and where the compose file says it itself', async () => {
    const property = fc.asyncProperty(value, async (text) => {
      const environment = { OWN: text.replaceAll('$', '$$$$') }
      const compose = JSON.stringify({ services: { web: { build: '.', ports: ['80'], environment } } }).replaceAll('\u0085', '\\u0085')
      const { services } = await bundled(releaseOf({ builder: 'compose' }), { PROJECT: text }, { 'compose.yaml': compose })
      const { PROJECT, OWN } = given(services['web'])
      assert.deepEqual([PROJECT, OWN], [text, text])
    })
    await fc.assert(property, { numRuns: 80, examples: odd.map((sign) => [sign]) })
  })
})
