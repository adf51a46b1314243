import assert from 'node:assert/strict'
import { it } from 'node:test'
import { startsFromScratch } from './dockerfile.ts'

const files: readonly [string, boolean][] = [
  ['FROM scratch\nCOPY a /a', true],
  ['from --platform=linux/amd64 scratch as one\nFROM one\nCOPY --from=one /a /b', true],
  ['FROM scratch\nCOPY --from=0 /a /b', true],
  ['FROM debian:12', false],
  ['FROM scratch AS one\nFROM debian:12', false],
  ['FROM scratch\nCOPY --from=nginx:1 /a /b', false],
  ['FROM scratch\nADD https://example.org/x /x', false],
  ['# syntax=docker/dockerfile:1\nFROM scratch', false],
  ['ARG base=scratch\nFROM $base', false],
  ['', false],
]

it('whether an image can be built without a network is read from its Dockerfile', () => {
  for (const [text, alone] of files) assert.equal(startsFromScratch(text), alone, text)
})
