import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { isThere } from './probes.ts'
import { carryOut, describePlan, planInstall, planRemove } from './service.ts'

const place = { home: '/opt/my berth', data: '/srv/100%', node: '/usr/bin/node', engine: '/opt/my berth/build/src/engine/main.js' }

describe('being there again after the power was away', () => {
  let root = ''
  const ran: string[] = []
  const note = async (argv: readonly string[]): Promise<void> => void ran.push(argv.join(' '))
  const read = (path: string): Promise<string> => readFile(join(root, path), 'utf8')

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'berth-service-'))
    ran.length = 0
  })
  afterEach(() => rm(root, { recursive: true }))

  async function put(path: string, text: string): Promise<void> {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }

  it('with systemd: a unit that is supervised, ordered after Docker, and gone again', async () => {
    await put('run/systemd/system/x', '')
    const plan = await planInstall(root, place)
    assert.deepEqual(describePlan(plan), ['Writes /etc/systemd/system/berth.service', 'Runs systemctl daemon-reload', 'Runs systemctl enable --now berth.service'])
    await carryOut(plan, root, note)
    const unit = await read('etc/systemd/system/berth.service')
    assert.match(unit, /^After=docker\.service/m)
    assert.match(unit, /^Restart=always$/m)
    assert.match(unit, /^ExecStart="\/usr\/bin\/node" "--disable-warning=ExperimentalWarning" "--max-semi-space-size=1" "--optimize-for-size".* "\/opt\/my berth\/build/m)
    assert.match(unit, /"BERTH_DATA=\/srv\/100%%"/)
    await carryOut(await planRemove(root), root, note)
    assert.equal(await isThere(join(root, 'etc/systemd/system/berth.service')), false)
    assert.deepEqual(ran, ['systemctl daemon-reload', 'systemctl enable --now berth.service', 'systemctl disable --now berth.service', 'systemctl daemon-reload'])
  })

  it('with cron: a file of its own that runs the launcher at boot', async () => {
    await Promise.all([put('usr/sbin/cron', ''), put('etc/cron.d/other', '')])
    await carryOut(await planInstall(root, place), root, note)
    assert.match(await read('etc/cron.d/berth'), /^@reboot root BERTH_DATA='\/srv\/100\\%' '\/opt\/my berth\/berth' up >>/m)
    await carryOut(await planRemove(root), root, note)
    assert.equal(await isThere(join(root, 'etc/cron.d/berth')), false)
    assert.deepEqual(ran, [])
  })

  it('with rc.local: lines before its exit, once however often, and the file as it was after', async () => {
    const own = '#!/bin/sh\nmine --always\nexit 0\n'
    await put('etc/rc.local', own)
    await carryOut(await planInstall(root, place), root, note)
    await carryOut(await planInstall(root, place), root, note)
    const text = await read('etc/rc.local')
    assert.equal(text.match(/berth' up/g)?.length, 1)
    assert.ok(text.indexOf("berth' up") < text.indexOf('exit 0'))
    await carryOut(await planRemove(root), root, note)
    assert.equal(await read('etc/rc.local'), own)
  })

  it('with none of these: says what to add and writes nothing', async () => {
    const plan = await planInstall(root, place)
    assert.match(describePlan(plan).join('\n'), /run at boot, as root: BERTH_DATA=/)
    assert.deepEqual([plan.writes, plan.after], [[], []])
  })

  it('removing what was never installed does nothing', async () => {
    assert.deepEqual(describePlan(await planRemove(root)), ['There is nothing to do.'])
  })
})
