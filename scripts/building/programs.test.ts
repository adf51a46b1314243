import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, it } from 'node:test'
import { filesBelow, newest } from './files.ts'
import { buildPrograms } from './programs.ts'

describe('building the programs', () => {
  let folder = ''
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'berth-build-'))
    put('src/a/main.ts', "import { shared } from '../shared.ts'\nconst a: string = shared\nconsole.log(a, import.meta.url.endsWith('/a/main.js'))\n")
    put('src/b/main.ts', "import { shared } from '../shared.ts'\nconsole.log(shared)\n")
    put('src/shared.ts', "export const shared: string = 'shared'\n")
    put('src/console/main.ts', 'document.title\n')
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  function put(file: string, text: string): void {
    const path = join(folder, file)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text)
  }

  it('makes each main a program in its place, and leaves the console to its own tools', async () => {
    const mains = await buildPrograms(join(folder, 'src'), join(folder, 'build'))
    assert.deepEqual([...mains].sort(), ['a/main.ts', 'b/main.ts'])
    assert.equal(execFileSync(process.execPath, [join(folder, 'build/a/main.js')], { encoding: 'utf8' }), 'shared true\n')
    assert.equal(execFileSync(process.execPath, [join(folder, 'build/b/main.js')], { encoding: 'utf8' }), 'shared\n')
  })

  it('takes the place of the old build, and leaves nothing of it', async () => {
    put('build/old/main.js', '')
    await buildPrograms(join(folder, 'src'), join(folder, 'build'))
    assert.ok(!filesBelow(join(folder, 'build')).includes('old/main.js'))
  })

  it('a broken source keeps the old build', async () => {
    put('build/a/main.js', 'old')
    put('src/a/main.ts', 'const = 1')
    await assert.rejects(buildPrograms(join(folder, 'src'), join(folder, 'build')))
    assert.deepEqual(filesBelow(join(folder, 'build')), ['a/main.js'])
  })

  it('knows the newest change below a folder', () => {
    assert.equal(newest(join(folder, 'nothing')), 0)
    assert.ok(newest(join(folder, 'src')) > 1.7e12)
  })
})
