import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Docker } from './docker.ts'

export const testImage = 'berth-test/busybox:1'

/** An image with nothing but a static busybox, built once: no registry is needed to test. */
export async function bringTestImage(docker: Docker, busybox: string): Promise<string> {
  if (await docker.hasImage(testImage)) return testImage
  const folder = await mkdtemp(join(tmpdir(), 'berth-image-'))
  try {
    await copyFile(busybox, join(folder, 'busybox'))
    await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY --chmod=755 busybox /bin/busybox\nRUN ["/bin/busybox", "--install", "-s", "/bin"]\n')
    await docker.build(folder, testImage, { signal: AbortSignal.timeout(120_000), onProgress: () => undefined })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  return testImage
}
