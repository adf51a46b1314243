import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { checkFolder } from '../src/author/check.ts'
import { readTexts } from '../src/kit/texts.ts'
import { isAppText } from '../src/bundle/sidecars.ts'
import { readApp } from '../src/bundle/formats/read.ts'
import { render } from '../src/bundle/render.ts'
import { samplePlace } from '../src/bundle/samples.ts'
import { exampleFiles, writeExample } from './apps.ts'

describe('the example in docs/apps.md', () => {
  it('is whole: nothing is wrong with it, and nothing is advised', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'berth-example-'))
    try {
      await writeExample(folder)
      const checked = []
      for await (const one of checkFolder(folder)) checked.push(one)
      assert.deepEqual(checked, [{ app: 'counter', faults: [] }])
      const app = readApp('counter', await readTexts(join(folder, 'counter'), isAppText))
      assert.equal(render(app, samplePlace()).plan.headers.length, 2)
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  it('has every file that it names', async () => {
    const names = [...(await exampleFiles()).keys()]
    assert.deepEqual(
      names,
      ['app_meta.json', 'docker-compose.yml.template', 'Dockerfile', 'www/index.html', 'www/cgi-bin/visit', 'www/cgi-bin/reset', 'icon.svg'].map((name) => `counter/${name}`),
    )
  })
})
