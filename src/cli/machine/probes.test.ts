import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { probe, probePort } from './probes.ts'

describe('looking at a machine', () => {
  let root = ''
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'berth-probe-'))
    await put('etc/os-release', 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nVERSION_ID="13"\nID=debian\n')
    await put('proc/meminfo', 'MemTotal:        2000 kB\nMemAvailable:    1000 kB\nSwapTotal:       500 kB\n')
    await put('sys/fs/cgroup/cgroup.controllers', 'cpu memory')
    await put('proc/pressure/memory', 'some avg10=0.00 avg60=0.00 avg300=0.00 total=0\n')
  })
  after(() => rm(root, { recursive: true }))

  async function put(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }

  it('reads what the system says of itself', async () => {
    const facts = await probe({ root, data: join(root, 'not/yet/made'), isOurs: async () => false })
    assert.deepEqual(facts.distribution, { id: 'debian', version: '13', name: 'Debian GNU/Linux 13 (trixie)' })
    assert.deepEqual(facts.memory, { total: 2048000, available: 1024000, swap: 512000 })
    assert.equal(facts.disk?.path, root, 'the nearest folder there is')
    assert.deepEqual([facts.cgroup, facts.pressure, facts.systemd], [2, true, false])
  })

  for (const [ours, state] of [
    [true, 'ours'],
    [false, 'taken'],
  ] as const) {
    it(`a port somebody listens on is ${state} when that ${ours ? 'is' : 'is not'} Berth`, async () => {
      const server = createServer()
      await new Promise<void>((resolve) => server.listen(0, resolve))
      const { port } = server.address() as AddressInfo
      assert.deepEqual(await probePort(port, async () => ours), { port, state })
      await new Promise((resolve) => server.close(resolve))
      assert.deepEqual(await probePort(port, async () => ours), { port, state: 'free' })
    })
  }
})
