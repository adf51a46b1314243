import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { run, tryRun } from '../../src/kit/run.ts'

const base = 'berth-test/debian:bookworm'
const recipes = fileURLToPath(new URL('image', import.meta.url))
/** What nobody reads in a container, and the care for power cuts that costs half the time. */
const lean = ['/usr/share/doc/*', '/usr/share/man/*', '/usr/share/locale/*'].map((path) => `--dpkgopt=path-exclude=${path}`).concat('--dpkgopt=force-unsafe-io', '--aptopt=Acquire::Languages "none"')

/**
 * The images of the wiki, the blog and what pushed apps need, built from Debian's packages: no registry of images is needed. A minute or
 * two the first time, and a second when Docker's cache has all of it. Without targets it is all that tests need.
 */
export async function bringDebianImages(targets: readonly string[] = []): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-debian-'))
  try {
    if ((await tryRun(['docker', 'image', 'inspect', base])).code !== 0) await makeBase(join(folder, 'base.tar'))
    // The client's own settings of this machine, like a builder of somebody's own, have no say.
    const env = { DOCKER_CONFIG: '/nonexistent', BUILDX_CONFIG: folder }
    await run(['docker', 'buildx', 'bake', '--progress', 'plain', '--file', 'bake.json', ...targets], { cwd: recipes, env })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function makeBase(archive: string): Promise<void> {
  await run(['mmdebstrap', '--quiet', '--variant=minbase', ...lean, 'bookworm', archive, ...(await sourceLines())])
  await run(['docker', 'import', archive, base])
}

/** Where this machine itself gets Debian from, security updates too. */
async function sourceLines(): Promise<readonly string[]> {
  const own = /^VERSION_CODENAME=(\w+)$/m.exec(await readFile('/etc/os-release', 'utf8'))?.[1] ?? ''
  const { out } = await run(['apt-get', 'indextargets', '--format', '$(REPO_URI) $(RELEASE)'])
  const known = [...new Set(out.split('\n'))].map((line) => line.split(' '))
  return [own, `${own}-security`].flatMap((suite) => {
    const uri = known.find(([, release]) => release === suite)?.[0]
    return uri ? [`deb ${uri} ${suite.replace(own, 'bookworm')} main`] : []
  })
}
