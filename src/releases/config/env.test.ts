import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { Problem } from '../../model/problem.ts'
import { EnvValue } from '../../model/projectfile.ts'
import { parseEnv } from './env.ts'

describe('pasted variables', () => {
  const table: readonly [string, Record<string, string>][] = [
    ['A=1\nB=2', { A: '1', B: '2' }],
    ['\uFEFF# head\n\n  export A = x y  \r\nB=\n', { A: 'x y', B: '' }],
    ['A=\'$HOME # no\' # yes\nB="a\\nb\\t\\"q\\"\\\\"', { A: '$HOME # no', B: 'a\nb\t"q"\\' }],
    ['KEY="-----BEGIN\nline two\n-----END"\nC=3', { KEY: '-----BEGIN\nline two\n-----END', C: '3' }],
    ['J=\'{\n "a": 1 }\'', { J: '{\n "a": 1 }' }],
    ['A=$B${C}#not a comment # one', { A: '$B${C}#not a comment' }],
    ['A=#only a comment', { A: '' }],
    ['URL=postgres://u:p=w@h/d?x=1', { URL: 'postgres://u:p=w@h/d?x=1' }],
    ['A=1\nA=2', { A: '2' }],
    ['A="it\'s"', { A: "it's" }],
    ['', {}],
  ]
  for (const [text, expected] of table) it(JSON.stringify(text), () => assert.deepEqual(Object.fromEntries(parseEnv(text)), expected))

  const faults: readonly [string, number, RegExp][] = [
    ['A=1\nB', 2, /no `=`/],
    ['A="1\n2"\n3X=4', 3, /3X is no name/],
    ['A="open\nB=2', 1, /quote " is not closed/],
    ["\nA='a'b", 2, /after the closing quote/],
    ['A=\0', 1, /A: a value may hold no control/],
    [`A=${'x'.repeat(40_000)}`, 1, /A: Too big/],
    ['=x', 1, /no `=` after a name/],
  ]
  for (const [text, line, reason] of faults) {
    it(`names the line of ${JSON.stringify(text.slice(0, 20))}`, () =>
      assert.throws(
        () => parseEnv(text),
        (error: unknown) => error instanceof Problem && error.values['line'] === line && reason.test(String(error.values['reason'])),
      ))
  }

  it('any value in double quotes comes back as it was', () => {
    const quoted = (value: string): string => `"${value.replaceAll(/[\\"$]/g, (sign) => `\\${sign}`).replaceAll('\r', '\\r')}"`
    const value = fc.string({ unit: 'binary' }).filter((text) => EnvValue.safeParse(text).success)
    fc.assert(fc.property(value, value, (a, b) => assert.deepEqual([...parseEnv(`A=${quoted(a)}\nB=${quoted(b)} # c\n`).values()], [a, b])))
  })
})
