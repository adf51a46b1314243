import assert from 'node:assert/strict'
import { chmod, lstat, mkdir, open, readFile, readlink, symlink, truncate, utimes, writeFile, link } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { copyFolder, demandRoom, roomFor } from './copy.ts'
import { Disk } from './disk.testbed.ts'

const options = { signal: AbortSignal.timeout(60_000), progress: () => undefined }
const megabyte = 2 ** 20

describe('the copy before an update', () => {
  it('where blocks can be shared (XFS) it takes no room, and the two part as they are written', async () => {
    await using disk = await Disk.open(['mkfs.xfs', '-q', '-m', 'reflink=1'], 400)
    await disk.fill(100)
    const before = await disk.free()
    assert.equal((await roomFor(disk.data)).needed, 0)
    await copyFolder(disk.data, disk.copy, options)
    assert.ok(before - (await disk.free()) < 5 * megabyte, 'no second hundred megabytes')
    await partWhenWritten(disk)
  })

  it('elsewhere (ext4) rsync copies, and tells how far it is', async () => {
    await using disk = await Disk.open(['mkfs.ext4', '-q'], 400)
    await disk.fill(100)
    assert.ok((await roomFor(disk.data)).needed >= 100 * megabyte)
    const told: (number | null)[] = []
    await copyFolder(disk.data, disk.copy, { ...options, progress: (fraction) => told.push(fraction) })
    assert.equal(told.at(-1), 1)
    await partWhenWritten(disk)
  })

  it('too little room is said before anything is copied', async () => {
    await using disk = await Disk.open(['mkfs.ext4', '-q'], 250)
    await disk.fill(120)
    await assert.rejects(demandRoom(disk.root), { code: 'no-room' })
  })

  it('keeps what files are: rights, times, links, holes and names', async () => {
    await using disk = await Disk.open(['mkfs.ext4', '-q'], 100)
    await writeFile(join(disk.data, 'secret'), 's', { mode: 0o600 })
    await chmod(join(disk.data, 'secret'), 0o640)
    await utimes(join(disk.data, 'secret'), 1000, 2000)
    await symlink('/etc/passwd', join(disk.data, 'link'))
    await link(join(disk.data, 'secret'), join(disk.data, 'same'))
    await writeFile(join(disk.data, '-odd name\nof two lines'), 'x')
    await writeFile(join(disk.data, 'holes'), '')
    await truncate(join(disk.data, 'holes'), 50 * megabyte)
    await copyFolder(disk.data, disk.copy, options)
    const secret = await lstat(join(disk.copy, 'secret'))
    assert.deepEqual([secret.mode & 0o777, secret.mtimeMs, (await lstat(join(disk.copy, 'same'))).ino], [0o640, 2_000_000, secret.ino])
    assert.equal(await readlink(join(disk.copy, 'link')), '/etc/passwd')
    assert.equal(await readFile(join(disk.copy, '-odd name\nof two lines'), 'utf8'), 'x')
    assert.ok((await lstat(join(disk.copy, 'holes'))).blocks * 512 < megabyte)
  })

  it('a copy that was cut off is started over', async () => {
    await using disk = await Disk.open(['mkfs.ext4', '-q'], 100)
    await mkdir(disk.copy)
    await writeFile(join(disk.copy, 'half'), 'x')
    await disk.fill(1)
    await copyFolder(disk.data, disk.copy, options)
    await assert.rejects(readFile(join(disk.copy, 'half')))
  })
})

/** Writing in place, as databases do, leaves the copy as it was. */
async function partWhenWritten(disk: Disk): Promise<void> {
  const file = await open(join(disk.data, 'file'), 'r+')
  await file.write('other', 0)
  await file.close()
  assert.equal((await readFile(join(disk.copy, 'file'))).subarray(0, 5).toString(), 'xxxxx')
}
