import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { run } from '../../kit/run.ts'
import { readTexts } from '../../kit/texts.ts'
import { Problem } from '../../model/problem.ts'
import { render } from '../render.ts'
import { samplePlace } from '../samples.ts'
import { isAppText } from '../sidecars.ts'
import { survey } from '../survey.ts'
import { checkApp } from './check.ts'
import { readApp } from './read.ts'

const fixtures = fileURLToPath(new URL('../../../../shared/fixtures', import.meta.url))
const skip = existsSync(fixtures) ? false : `the fixtures are not at ${fixtures}`

/** Published apps that are refused, and why. Everything else is read, rendered, and taken by Compose. */
const refused: Readonly<Record<string, RegExp>> = {
  'store-odd/template': /name: use 1 to 40 lowercase letters, digits, dashes/,
  'store-legacy/filebrowser': /app\.json: image: it names no image, and there is no docker-compose\.yml\.template beside it/,
  'store-legacy/overleaf': /app\.json: image: it names no image/,
  'store-lifecycle/immich': /entrypoints\.0\.container_name: no service is called immich_server/,
  'disks/disk-openclaw/apps/openclaw-1.0.0': /`secrets` in its compose file/,
}

/** What published apps ask for beyond their own folder and network. */
const asks: Readonly<Record<string, readonly string[]>> = {
  'store/dozzle': ['docker-socket'],
  'store/filebrowser': ['shared', 'all-app-data'],
  'store/immich': ['shared'],
  'store/mosquitto': ['port:1883'],
  'store-lifecycle/filebrowser': ['shared'],
  'store-lifecycle/paperless-ngx': ['docker-socket', 'shared'],
  'store-lifecycle/large_app': ['docker-socket', 'port:1883', 'shared'],
  'store-lifecycle/mock_app': ['docker-socket', 'port:1883', 'shared'],
  'store-legacy/mosquitto': ['port:1883'],
  'disks/apps/kolibri': ['network:host'],
}

describe('published apps', { skip }, () => {
  for (const entry of entries()) {
    const reason = refused[entry]
    it(`${entry} is ${reason ? 'refused' : 'read'}`, async () => {
      const app = nameOf(entry)
      const files = await readTexts(join(fixtures, entry), isAppText)
      const errors = checkApp(app, files, []).filter(({ level }) => level === 'error')
      assert.equal(errors.length > 0, reason !== undefined, JSON.stringify(errors))
      if (reason) return assert.throws(() => survey(readApp(app, files)), withReason(reason))
      const template = readApp(app, files)
      const { asks: asked } = survey(template)
      assert.deepEqual([...new Set(asked.map(({ grant }) => grant as string))].sort(), [...(asks[entry] ?? [])].sort())
      const grants = asked.map(({ grant }) => grant)
      const { compose, plan } = render(template, samplePlace({ grants }))
      assert.ok(plan.services.length > 0 && plan.entries.length > 0)
      await composeTakes(compose)
    })
  }
})

function entries(): readonly string[] {
  if (skip) return []
  const below = (folder: string): string[] => readdirSync(join(fixtures, folder)).map((name) => `${folder}/${name}`)
  const stores = ['store', 'store-legacy', 'store-lifecycle', 'store-odd'].flatMap(below)
  const disks = below('disks').flatMap((disk) => (existsSync(join(fixtures, disk, 'apps')) ? below(`${disk}/apps`) : []))
  return [...stores, ...below('disks/apps'), ...disks]
}

/** On a disk an app's folder carries its version after the last dash. */
function nameOf(entry: string): string {
  const name = entry.split('/').at(-1) ?? ''
  return /^disks\/disk-/.test(entry) ? name.replace(/-[^-]*$/, '') : name
}

function withReason(reason: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof Problem && reason.test(error.message)
}

async function composeTakes(compose: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-fixture-'))
  try {
    await writeFile(join(folder, 'compose.yaml'), compose.replaceAll('/data/instances/notes', folder))
    await mkdir(join(folder, 'app'))
    await writeFile(join(folder, 'app', '.env'), '')
    await run(['docker', 'compose', '--file', join(folder, 'compose.yaml'), 'config', '--quiet'])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
