import assert from 'node:assert/strict'
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { request } from 'undici'
import { tryRun } from '../../src/kit/run.ts'
import type { RunResult } from '../../src/kit/run.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const port = '18080'
const busybox = join(process.env['BERTH_DATA'] ?? '/var/lib/berth', 'cache', 'busybox')

/** Commands that this test cannot run as they stand, and what proves them. */
const elsewhere: Readonly<Record<string, string>> = {
  './berth test': 'it is what runs this',
  './berth service install': 'it changes the machine; src/cli/machine/service.test.ts runs it on a root of its own',
}

describe('the README', () => {
  it('says only commands that do what it says, one after another', async () => {
    const data = await mkdtemp(join(tmpdir(), 'berth-readme-'))
    try {
      await mkdir(join(data, 'cache'))
      await copyFile(busybox, join(data, 'cache', 'busybox'))
      const commands = commandsIn(await readFile(join(root, 'README.md'), 'utf8'))
      assert.ok(commands.length > 8)
      for (const command of commands.filter((text) => !(text in elsewhere))) await works(command, data)
    } finally {
      await berth(data, ['down', '--apps'])
      await rm(data, { recursive: true, force: true })
    }
  })

  it('every link leads to a file that is there', async () => {
    const text = await readFile(join(root, 'README.md'), 'utf8')
    const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map((found) => found[1] ?? '').filter((link) => !link.endsWith('/'))
    assert.ok(links.length > 5)
    for (const link of links) await readFile(join(root, link))
  })
})

async function works(command: string, data: string): Promise<void> {
  const words = command.split(' ').slice(1)
  const { code, err } = await berth(data, words)
  // What follows for ever is ended by us; doctor fails where the machine itself lacks something.
  if (!command.endsWith(' -f') && !command.endsWith(' doctor')) assert.equal(code, 0, `${command}: ${err}`)
  if (command === './berth up') await claimed(data)
}

/** What a reader does after `up`: opens the address it shows and enters the code beside it. */
async function claimed(data: string): Promise<void> {
  const code = (await berth(data, ['claim'])).out.trim()
  const host = `berth.localhost:${port}`
  const headers = { host, origin: `http://${host}`, 'content-type': 'application/json' }
  const body = JSON.stringify({ code, name: 'Ada', password: 'a long password of Ada' })
  const { statusCode } = await request(`http://127.0.0.1:${port}/api/claim`, { method: 'POST', headers, body })
  assert.equal(statusCode, 200)
}

async function berth(data: string, words: readonly string[]): Promise<RunResult> {
  const env = { BERTH_DATA: data, BERTH_PORT: port, BERTH_PORTS: '18100-18199', BERTH_NETWORK_POOL: '10.217.0.0/16', BERTH_DISK_FREE_MB: '10', HOME: data }
  const signal = words.includes('-f') ? { signal: AbortSignal.timeout(3000) } : {}
  return await tryRun([join(root, 'berth'), ...words], { env, ...signal }).catch((error: unknown) => {
    if (words.includes('-f')) return { code: 0, out: '', err: '' }
    throw error
  })
}

function commandsIn(text: string): readonly string[] {
  const blocks = [...text.matchAll(/```sh\n([^]*?)```/g)].map((found) => found[1] ?? '')
  return blocks.flatMap((block) => block.split('\n')).flatMap((line) => line.split('#')[0]?.trim() || [])
}
