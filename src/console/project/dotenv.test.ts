import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { changesTo, readEnv } from './dotenv.ts'

const cases: readonly (readonly [string, string, Readonly<Record<string, string>>])[] = [
  ['plain lines', 'A=1\nB=two words\r\nC=', { A: '1', B: 'two words', C: '' }],
  ['comments and empty lines', '# A=1\n\n  \nB=2 # two\nC=a#b', { B: '2', C: 'a#b' }],
  ['export, and spaces about', 'export A = 1\n  B=2  ', { A: '1', B: '2' }],
  ['quotes', `A="x # y"\nB='$HOME "q"'\nC="a\\nb\\"c\\""`, { A: 'x # y', B: '$HOME "q"', C: 'a\nb"c"' }],
  ['values over several lines', 'KEY="-----BEGIN\nabc\n-----END"\nB=2', { KEY: '-----BEGIN\nabc\n-----END', B: '2' }],
  ['the last of a name', 'A=1\nA=2', { A: '2' }],
  ['equal signs and addresses in values', 'URL=postgres://u:p=1@db/x?y=z', { URL: 'postgres://u:p=1@db/x?y=z' }],
  ['a byte order mark', '\uFEFFA=1', { A: '1' }],
]

describe('an .env file', () => {
  for (const [what, text, expected] of cases) {
    it(`is read with ${what}`, () => {
      const { pairs, bad } = readEnv(text)
      assert.deepEqual(Object.fromEntries(pairs.map(({ name, value }) => [name, value])), expected)
      assert.deepEqual(bad, [])
    })
  }

  it('says which lines it does not understand, and reads the others', () => {
    assert.deepEqual(readEnv('A=1\nnonsense\n9=x\nB="open\nC=3'), {
      pairs: [
        { name: 'A', value: '1' },
        { name: 'C', value: '3' },
      ],
      bad: [2, 3, 4],
    })
  })

  it('is compared with what is there', () => {
    const now = new Map([
      ['A', '1'],
      ['B', '2'],
    ])
    assert.deepEqual(
      changesTo(now, readEnv('A=1\nB=3\nC=4').pairs).map(({ name, kind }) => [name, kind]),
      [
        ['A', 'same'],
        ['B', 'changed'],
        ['C', 'added'],
      ],
    )
  })
})
