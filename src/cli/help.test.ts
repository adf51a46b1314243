import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Command } from 'commander'
import { berth } from './child.testbed.ts'
import { buildProgram } from './program.ts'

const program = buildProgram('1.2.3', () => {
  throw new Error('help needs no context')
})

function all(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(all)]
}

/** Its help with what is added after it, which commander writes only to its output. */
function helpOf(command: Command): string {
  let said = ''
  command.configureOutput({ writeOut: (text) => (said += text) })
  command.outputHelp()
  return said
}

describe('help', () => {
  for (const command of all(program).slice(1)) {
    const name = command.name()
    it(`${name}: says what it does, with an example that is its own`, () => {
      const help = helpOf(command)
      assert.match(help, new RegExp(`\\nExample:\\n {2}berth (\\S+ )*${name}`))
      assert.ok(command.description().length > 8)
      assert.match(help, /--json/)
    })
  }

  it('the version alone needs no engine', async () => {
    const { code, out } = await berth({ data: '/nonexistent' }, ['--version'])
    assert.deepEqual([code, out], [0, '0.1.0\n'])
    assert.match((await berth({ data: '/nonexistent' }, ['version'])).out, /berth {3}0\.1\.0\nengine {2}not up/)
  })
})
