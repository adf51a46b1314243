import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseCommand } from './commands.ts'
import type { Command } from './commands.ts'

const known = 'Known are /preview redeploy, stop, start, logs and approve <commit>.'
const head = 'abcdef1'.padEnd(40, '0')
const which = 'Say which commit, with seven of its digits or more: /preview approve abcdef1'
const table: readonly (readonly [string, string, Command | null])[] = [
  ['a command', '/preview redeploy', { kind: 'redeploy' }],
  ['after other lines, and in capitals', 'Looks good.\r\n\r\n/Preview Stop\r\n', { kind: 'stop' }],
  ['the first of two', '/preview logs\n/preview stop', { kind: 'logs' }],
  ['with words after it', '/preview start please', { kind: 'start' }],
  ['an approval', '/preview approve ABCDEF1', { kind: 'approve', commit: head }],
  ['an approval of all its digits', `/preview approve ${head}`, { kind: 'approve', commit: head }],
  ['an approval of another commit', '/preview approve abcdef2', { kind: 'unclear', answer: 'The pull request is at another commit by now. Look at what is new; then: /preview approve abcdef1' }],
  ['an approval of nothing', '/preview approve', { kind: 'unclear', answer: which }],
  ['an approval by too few digits', '/preview approve abcdef', { kind: 'unclear', answer: which }],
  ['an approval of a branch', '/preview approve main', { kind: 'unclear', answer: which }],
  ['nothing in particular', '/preview', { kind: 'unclear', answer: known }],
  ['something unknown', '/preview explode', { kind: 'unclear', answer: `There is no /preview explode. ${known}` }],
  ['something written by an enemy', '/preview @all<img>', { kind: 'unclear', answer: `There is no /preview command of that name. ${known}` }],
  ['no command', 'See /preview stop', null],
  ['another word', '/previews stop', null],
  ['a quoted one', '> /preview stop', null],
  ['one in a block of code', '```\n/preview stop\n```', null],
  ['one in a block with another fence in it', '````\n```\n/preview stop\n````', null],
  ['one in a block that is never closed', '~~~\n/preview stop', null],
  ['one after a block of code', '```sh\nx\n```\n/preview stop', { kind: 'stop' }],
  ['an indented one', '    /preview stop', null],
  ['one that is indented a little', '  /preview stop', { kind: 'stop' }],
  ['one in a comment of HTML', '<!--\n/preview stop\n-->', null],
  ['one in a comment that is never closed', '<!--\n/preview stop', null],
  ['one in folded HTML', '<details>\n/preview stop\n</details>', null],
  ['nothing', '', null],
]

describe('a comment', () => {
  for (const [says, text, command] of table) it(`${says}: ${command?.kind ?? 'says nothing'}`, () => assert.deepEqual(parseCommand(text, head), command))

  it('of any length and shape is read in no time', () => {
    for (const piece of ['<!--', '<pre>', '`', '> ', ' ', '\n', '/preview ']) assert.ok(['unclear', undefined].includes(parseCommand(piece.repeat(300_000), head)?.kind))
  })
})
