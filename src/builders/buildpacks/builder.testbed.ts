import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Docker } from '../../docker/docker.ts'
import { testImage } from '../../docker/testimage.ts'

const scripts = fileURLToPath(new URL('testbed/', import.meta.url))
const runImage = 'berth-test/cnb-run:1'
export const testBuilder = 'berth-test/cnb-builder:1'
const calm = { signal: new AbortController().signal, onProgress: (): void => undefined }

const metadata = {
  description: 'for tests',
  buildpacks: [
    { id: 'berth/site', version: '1.0.0' },
    { id: 'berth/site', version: '1.10.0' },
    { id: 'berth/never', version: '0.1.0' },
  ],
  stack: { runImage: { image: 'berth-test/cnb-none:1', mirrors: [runImage] } },
  lifecycle: { version: '0.16.0', apis: { buildpack: { deprecated: [], supported: ['0.9'] }, platform: { deprecated: ['0.7'], supported: ['0.11', '0.12', '0.13'] } } },
}

/** A builder image with a lifecycle of shell and a buildpack in two versions, made anew: its scripts may have changed. */
export async function bringTestBuilder(docker: Docker): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-builder-'))
  try {
    await writeFile(join(folder, 'Dockerfile'), `FROM ${testImage}\nUSER 1001\nENV PATH=/bin\n`)
    await docker.build(folder, runImage, calm)
    await layBuilder(join(folder, 'builder'))
    await docker.build(join(folder, 'builder'), testBuilder, calm)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function layBuilder(folder: string): Promise<void> {
  const place = async (script: string, at: string): Promise<void> => {
    await mkdir(dirname(join(folder, 'cnb', at)), { recursive: true })
    await copyFile(join(scripts, script), join(folder, 'cnb', at))
  }
  await place('creator.sh', 'lifecycle/creator')
  for (const version of ['1.0.0', '1.10.0']) for (const part of ['detect', 'build']) await place(`${part}.sh`, `buildpacks/berth_site/${version}/bin/${part}`)
  await writeFile(join(folder, 'cnb', 'order.toml'), '[[order]]\n[[order.group]]\nid = "berth/site"\nversion = "1.10.0"\n')
  const label = JSON.stringify(JSON.stringify(metadata))
  const lines = [`FROM ${testImage}`, 'COPY --chmod=755 cnb /cnb', 'ENV CNB_USER_ID=1000 CNB_GROUP_ID=1000 PATH=/bin', 'USER 1000:1000', `LABEL io.buildpacks.builder.metadata=${label}`]
  await writeFile(join(folder, 'Dockerfile'), lines.join('\n') + '\n')
}
