import { mkdir, mkdtemp, rm, statfs, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../kit/run.ts'

const megabyte = 2 ** 20

/** A real file system on a loop device, with a folder `data` in it. */
export class Disk implements AsyncDisposable {
  readonly root: string
  readonly #image: string

  private constructor(root: string, image: string) {
    this.root = root
    this.#image = image
  }

  get data(): string {
    return join(this.root, 'data')
  }

  get copy(): string {
    return join(this.root, 'copy')
  }

  static async open(make: readonly [string, ...string[]], megabytes: number): Promise<Disk> {
    const folder = await mkdtemp(join(tmpdir(), 'berth-disk-'))
    const [image, root] = [join(folder, 'image'), join(folder, 'root')]
    await writeFile(image, '')
    await truncate(image, megabytes * megabyte)
    await run([...make, image])
    await mkdir(root)
    await run(['mount', '-o', 'loop', image, root])
    await mkdir(join(root, 'data'))
    return new Disk(root, folder)
  }

  async fill(megabytes: number): Promise<void> {
    await writeFile(join(this.data, 'file'), Buffer.alloc(megabytes * megabyte, 'x'))
  }

  async free(): Promise<number> {
    const { bavail, bsize } = await statfs(this.root)
    return bavail * bsize
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await run(['umount', this.root])
    await rm(this.#image, { recursive: true, force: true })
  }
}
