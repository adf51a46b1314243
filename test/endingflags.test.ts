import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { engineFlags } from '../src/cli/machine/nodeflags.ts'
import { gatewayFlags } from '../src/engine/gatewayprocess.ts'
import { endingFlags } from '../src/kit/endingflags.ts'
import { run } from '../src/kit/run.ts'

test('every program of ours is started with what keeps Node from hanging at its end, and this Node knows it', async () => {
  const launcher = await readFile(new URL('../berth', import.meta.url), 'utf8')
  for (const flag of endingFlags) assert.ok(engineFlags.includes(flag) && gatewayFlags.includes(flag) && launcher.includes(` ${flag}`), flag)
  await run([process.execPath, ...endingFlags, '--eval', '0'])
})
