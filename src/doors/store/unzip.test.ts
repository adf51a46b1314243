import assert from 'node:assert/strict'
import { access, readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { Sample, writeZip } from './sample.testbed.ts'
import { unzip } from './unzip.ts'

const limits = { bytes: 64 * 2 ** 20, files: 100 }

describe('unpacking a zip', () => {
  it('gives the files, executable ones as such, without the litter of other systems', async () => {
    await using bench = await Bench.open()
    await writeZip(bench.zip, { 'a/b.txt': 'b', '__MACOSX/x': '', 'a/.DS_Store': '' }, 0o100755)
    await bench.unpack()
    assert.deepEqual((await readdir(bench.into, { recursive: true })).sort(), ['a', 'a/b.txt'])
    assert.equal((await stat(join(bench.into, 'a/b.txt'))).mode & 0o777, 0o755)
    assert.equal(await readFile(join(bench.into, 'a/b.txt'), 'utf8'), 'b')
  })

  const named: readonly [string, string][] = [
    ['XX/escaped', '../escaped'],
    ['a/XX/XX/escaped', 'a/../../escaped'],
    ['Xetc/escaped', '/etc/escaped'],
    ['XX/XX/XX/XX/XX/XX/tmp/escaped', '../../../../../../tmp/escaped'],
    ['a/XX', 'a/..'],
    ['XXXescaped', '..\\escaped'],
    ['XXXescaped', 'C:/escaped'],
  ]
  for (const [harmless, evil] of named) {
    it(`a file called ${evil} is refused, and nothing is written outside`, async () => {
      await using bench = await Bench.open()
      await writeZip(bench.zip, { [harmless]: 'evil' })
      const bytes = await readFile(bench.zip, 'latin1')
      await writeFile(bench.zip, bytes.replaceAll(harmless, evil), 'latin1')
      await assert.rejects(bench.unpack())
      await assert.rejects(access(join(bench.root, 'escaped')))
      await assert.rejects(access('/tmp/escaped'))
    })
  }

  it('a link is refused, also one that something is then written through', async () => {
    await using bench = await Bench.open()
    await writeZip(bench.zip, { link: '/etc/shadow' }, 0o120777)
    await assert.rejects(bench.unpack(), /link: .*|link is a link/)
    await assert.rejects(access(join(bench.into, 'link')))
  })

  it('a device is refused', async () => {
    await using bench = await Bench.open()
    await writeZip(bench.zip, { device: '' }, 0o020666)
    await assert.rejects(bench.unpack(), /only files and folders/)
  })

  it('what is packed to explode is stopped at its first megabytes, whatever it says of its size', async () => {
    await using bench = await Bench.open()
    await writeZip(bench.zip, { zeros: Buffer.alloc(40 * 2 ** 20) })
    await assert.rejects(bench.unpack(), /too large/)
    assert.ok((await readFile(join(bench.into, 'zeros'))).length <= 17 * 2 ** 20)
  })

  it('what is honestly too large or too many is refused', async () => {
    await using bench = await Bench.open()
    await writeZip(bench.zip, { a: 'x'.repeat(1000), b: 'x' })
    await assert.rejects(bench.unpack({ bytes: 500, files: 100 }), /too large/)
    await using other = await Bench.open()
    await writeZip(other.zip, { a: 'x', b: 'x' })
    await assert.rejects(other.unpack({ bytes: 500, files: 1 }), /too many/)
  })

  it('the same name twice, and what is no zip, are refused', async () => {
    await using bench = await Bench.open()
    await writeZip(bench.zip, { aa: '1', bb: '2' })
    await writeFile(bench.zip, (await readFile(bench.zip, 'latin1')).replaceAll('bb', 'aa'), 'latin1')
    await assert.rejects(bench.unpack(), /EEXIST/)
    await writeFile(bench.zip, 'no zip')
    await assert.rejects(bench.unpack(), /no zip/)
    await writeFile(bench.zip, '')
    await assert.rejects(bench.unpack(), /no zip/)
  })

  it('a zip that was cut off or changed is refused', async () => {
    await using bench = await Bench.open()
    const random = Buffer.from(Array.from({ length: 5000 }, (_, at) => (at * 7919) % 251))
    await writeZip(bench.zip, { file: random })
    const whole = await readFile(bench.zip)
    await writeFile(bench.zip, whole.subarray(0, whole.length - 30))
    await assert.rejects(bench.unpack(), /no zip/)
    await writeFile(bench.zip, Buffer.concat([whole.subarray(0, 60), Buffer.alloc(20), whole.subarray(80)]))
    await assert.rejects(bench.unpack())
  })
})

class Bench implements AsyncDisposable {
  readonly root: string
  readonly zip: string
  readonly into: string
  readonly #sample: Sample

  private constructor(sample: Sample) {
    this.#sample = sample
    this.root = sample.root
    this.zip = join(this.root, 'x.zip')
    this.into = join(this.root, 'unpacked')
  }

  static async open(): Promise<Bench> {
    return new Bench(await Sample.open())
  }

  async unpack(allowed = limits): Promise<void> {
    await unzip(this.zip, this.into, allowed, new AbortController().signal)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sample[Symbol.asyncDispose]()
  }
}
