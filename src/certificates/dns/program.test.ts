import assert from 'node:assert/strict'
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { Program } from './program.ts'

const name = '_acme-challenge.example.org'
const signal = AbortSignal.timeout(30_000)

describe('a program of the machine that changes the DNS', () => {
  it('gets verb, name and value as they are: no shell reads them', async () => {
    await using script = await program('printf "%s\\n" "$@" >>"$0.log"')
    const records = new Program({ kind: 'command', program: script.path })
    await records.add(name, '$(touch /tmp/x) "; rm', signal)
    await records.remove(name, '-v', signal)
    assert.deepEqual((await readFile(`${script.path}.log`, 'utf8')).trim().split('\n'), ['add', name, '$(touch /tmp/x) "; rm', 'remove', name, '-v'])
  })

  it('its last words are told when it fails; one that hangs is ended', async () => {
    await using failing = await program('echo "no such zone" >&2; exit 3')
    await assert.rejects(new Program({ kind: 'command', program: failing.path }).add(name, 'x', signal), /it ended with 3: no such zone/)
    await using hanging = await program('exec sleep 600')
    await assert.rejects(new Program({ kind: 'command', program: hanging.path }, 100).add(name, 'x', signal), /it took longer than 0.1 seconds/)
    await assert.rejects(new Program({ kind: 'command', program: '/nonexistent' }).add(name, 'x', signal), { code: 'dns-refused' })
  })
})

async function program(text: string): Promise<AsyncDisposable & { readonly path: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-hook-'))
  const path = join(folder, 'hook')
  await writeFile(path, `#!/bin/sh\n${text}\n`)
  await chmod(path, 0o755)
  return { path, [Symbol.asyncDispose]: async () => await rm(folder, { recursive: true, force: true }) }
}
