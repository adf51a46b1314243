import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { logWords } from './logwords.ts'
import { ago, bytes, harmless, table } from './terminal.ts'

describe('how things are written', () => {
  it('columns are as wide as what is seen', () => {
    assert.equal(table(['A', 'B'], [['\x1b[32mgreen\x1b[39m', 'x'], ['y']]), 'A      B\n\x1b[32mgreen\x1b[39m  x\ny')
  })

  const sizes = { '0 B': 0, '999 B': 999, '1 KB': 1000, '1.5 MB': 1_500_000, '2.0 TB': 2e12, '3000.0 TB': 3e15 }
  for (const [words, size] of Object.entries(sizes)) it(`${size} bytes are ${words}`, () => assert.equal(bytes(size), words))

  const ages = { '0 s': 0, '59 s': 59, '1 min': 60, '59 min': 3599, '1 h': 3600, '23 h': 86_399, '1 d': 86_400 }
  for (const [words, seconds] of Object.entries(ages)) it(`${seconds} seconds are ${words}`, () => assert.equal(ago(new Date(0).toISOString(), new Date(seconds * 1000)), words))

  it('a date to come, by a clock that was put back, is now', () => assert.equal(ago(new Date(5000).toISOString(), new Date(0)), '0 s'))

  it('colours stay, what drives a terminal goes', () => {
    assert.equal(harmless('\x1b[1;31mred\x1b[0m\ttab\nline'), '\x1b[1;31mred\x1b[0m\ttab\nline')
    assert.equal(harmless('\x1b]8;;http://evil\x1b\\link\x1bc\x07\b\r\u009b1A'), ']8;;http://evil\\linkc1A')
  })
})

describe("a line of the engine's log", () => {
  it('is told in words, with its details', () => {
    const line = { level: 40, time: '2026-02-03T04:05:06.789Z', msg: 'a viewer could not be served', err: { message: 'broken pipe', stack: '…' }, name: 'notes', ports: [80] }
    assert.equal(logWords(JSON.stringify(line)), '2026-02-03T04:05:06 warn  a viewer could not be served (broken pipe) name=notes ports=[80]')
  })

  for (const line of ['supervisor: node ended with code 1', '{"half":', '{"no":"message"}', '']) it(`stays as it is when it is none: ${line}`, () => assert.equal(logWords(line), line))
})
