import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { wordsOf } from './command.ts'

const cases = [
  ['', []],
  ['  ', []],
  ['psql -U app', ['psql', '-U', 'app']],
  [`sh -c 'echo "a b"'`, ['sh', '-c', 'echo "a b"']],
  [`a"b c"d ''`, ['ab cd', '']],
  ['echo $HOME; ls', ['echo', '$HOME;', 'ls']],
] as const

describe('a command', () => {
  for (const [typed, words] of cases) it(`${JSON.stringify(typed)} is ${JSON.stringify(words)}`, () => assert.deepEqual(wordsOf(typed), words))
})
