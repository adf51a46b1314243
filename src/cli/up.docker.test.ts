import assert from 'node:assert/strict'
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { describe, it } from 'node:test'
import { run } from '../kit/run.ts'
import type { RunResult } from '../kit/run.ts'
import { until } from '../kit/until.ts'
import type { Health } from '../model/api.ts'
import type { InstanceView } from '../model/instance.ts'
import { berth } from './child.testbed.ts'

const busybox = join(process.env['BERTH_DATA'] ?? '/var/lib/berth', 'cache', 'busybox')

describe('berth up and down, with a real engine, gateway and Docker', () => {
  it('from nothing to a running app; down leaves it or stops it; up again finds it', async () => {
    const data = await mkdtemp(join(tmpdir(), 'berth-up-'))
    await mkdir(join(data, 'cache'))
    await copyFile(busybox, join(data, 'cache', 'busybox'))
    const port = await freePort()
    const env = { BERTH_PORT: String(port), BERTH_PORTS: `${port + 1}-${port + 30}`, BERTH_NETWORK_POOL: '10.216.0.0/16', BERTH_DISK_FREE_MB: '10' }
    const cli = async (...words: readonly string[]): Promise<RunResult> => await berth({ data }, words, { env })
    const state = async (): Promise<string | undefined> => (JSON.parse((await cli('--json', 'apps')).out) as InstanceView[])[0]?.state
    try {
      const first = await cli('up')
      assert.equal(first.code, 0, first.err)
      assert.match(first.out, new RegExp(`An app +http://welcome\\.localhost:${port}/ +\\(running\\)\\n +Console +http://berth\\.localhost:${port}\\n +Claim code +\\S+`))
      assert.match(await page(port), /<html/)
      assert.match((await cli('up')).out, /^Berth is up already\./)
      assert.match((await cli('logs', '--tail', '500')).out, /info +the engine is up/)

      const { engine } = JSON.parse((await cli('--json', 'version')).out) as { engine: Health }
      const running = async (): Promise<number> => (await run(['docker', 'ps', '--quiet', '--filter', `label=berth.engine=${engine.engine}`])).out.split('\n').length - 1

      assert.match((await cli('down')).out, /^Berth is down\.\nStill running.*1 \(welcome\)/)
      assert.equal(await running(), 1)
      assert.equal((await cli('apps')).code, 4)
      assert.equal((await cli('up')).code, 0)
      assert.equal(await state(), 'running')

      assert.deepEqual(await cli('down', '--apps'), { code: 0, out: 'Berth is down.\n', err: 'Stopping welcome…\n' })
      assert.equal(await running(), 0)
      assert.equal((await cli('up')).code, 0)
      assert.match(await page(port), /<html/)
    } finally {
      await cli('rm', 'welcome', '--yes')
      await until(async () => ((await state()) === undefined ? true : undefined), { deadline: 60_000, longest: 500 })
      await cli('down')
      await rm(data, { recursive: true, force: true })
    }
  })
})

async function page(port: number): Promise<string> {
  return await new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, headers: { host: `welcome.localhost:${port}` }, agent: false }, (answer) => resolve(text(answer)))
      .on('error', reject)
      .end()
  })
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0)
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
