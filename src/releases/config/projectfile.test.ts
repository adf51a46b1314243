import assert from 'node:assert/strict'
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { Problem } from '../../model/problem.ts'
import { parseProjectFile, readProjectFile } from './projectfile.ts'
import type { ReadProjectFile } from './projectfile.ts'

async function read(files: Readonly<Record<string, string>>): Promise<ReadProjectFile> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-config-'))
  try {
    for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
    return await readProjectFile(folder)
  } finally {
    await rm(folder, { recursive: true })
  }
}

function says(text: string): string {
  try {
    parseProjectFile({ name: 'berth.yaml', text })
  } catch (error) {
    if (error instanceof Problem && error.code === 'bad-project-file') return `${error.values['where'] ?? ''}: ${error.values['reason'] ?? ''}`
    throw error
  }
  return ''
}

describe("a project's file", () => {
  it('need not be there: everything has a default', async () => {
    const { file, notes } = await read({ 'index.html': '' })
    assert.deepEqual([file.env, file.processes, file.build.context, file.push.wait, file.skip.length, notes], [{}, {}, '.', false, 3, []])
  })

  it('an empty one is one with the defaults, and variables are texts as they stand', async () => {
    assert.equal((await read({ 'berth.yaml': '# nothing yet\n' })).file.build.context, '.')
    const { file } = await read({ 'berth.yml': 'env:\n  VERSION: 1.10\n  DEBUG: true\n  EMPTY:\n  TEXT: "a b"\nport: 3000\nbuild: { args: { N: 007 } }\n' })
    assert.deepEqual([file.env, file.port, file.build.args], [{ VERSION: '1.10', DEBUG: 'true', EMPTY: '', TEXT: 'a b' }, 3000, { N: '007' }])
  })

  const table: readonly [string, RegExp][] = [
    ['prot: 80', /^prot \(line 1\): there is no such setting; is `port` meant\?$/],
    ['port: 80\nbuild:\n  dokerfile: x', /^build\.dokerfile \(line 3\): there is no such setting; is `dockerfile` meant\?$/],
    ['zzzzzzzzzzzz: 1', /^zzzzzzzzzzzz \(line 1\): there is no such setting$/],
    ['port: many', /^port \(line 1\): /],
    ['processes:\n  web: 7', /^processes\.web \(line 2\): write a command/],
    ['volumes: { a: "../x" }', /^volumes\.a \(line 1\): write a path of the container/],
    ['env:\n  "A B": x', /^env\.A B \(line 2\): use letters/],
    ['build: { context: ../.. }', /^build\.context \(line 1\): it may not lead out of the project/],
    ['env: [', /^line 1: /],
    ['- a', /^the file: /],
    ['a: &a [1,1,1,1,1,1,1,1,1]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b]\nd: [*c,*c,*c,*c,*c,*c,*c]', /aliases make it too large/],
  ]
  for (const [text, pattern] of table) it(`says what is wrong with ${JSON.stringify(text.slice(0, 40))}`, () => assert.match(says(text), pattern))

  it('is not read through a link: it could lead anywhere', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'berth-config-'))
    await symlink('/etc/hostname', join(folder, 'berth.yaml'))
    await assert.rejects(readProjectFile(folder), /no plain file/)
    await rm(folder, { recursive: true })
  })

  it('is that of PaaSTech where there is none: names of variables stay as they are written', async () => {
    const { file, notes } = await read({ 'paastech.yaml': 'project: { id: x, name: blog }\nbuildpacks: { path: . }\ndeploy:\n  env: { Port_a: 1.0, lower: x }\n' })
    assert.deepEqual([file.name, file.env, notes], ['blog', { Port_a: '1.0', lower: 'x' }, ['Settings come from paastech.yaml.']])
    assert.match((await read({ 'paastech.yml': 'project: { name: "My Blog" }' })).notes.join(), /is no name here/)
    await assert.rejects(read({ 'paastech.yaml': 'deploy: { env: { "a-b": 1 } }' }), /paastech\.yaml is not right: deploy\.env\.a-b \(line 1\): use letters/)
    assert.deepEqual((await read({ 'berth.yaml': 'env: { A: b }', 'paastech.yaml': 'deploy: { env: { C: d } }' })).file.env, { A: 'b' })
  })

  it('takes processes from a Procfile where a Dockerfile makes the image and it names none itself', async () => {
    const Procfile = '# what runs\nweb: node server.js\nworker: node worker.js --q "$QUEUE"\nrelease: ./migrate && echo done\n'
    const { file, notes } = await read({ Dockerfile: 'FROM scratch', Procfile })
    assert.deepEqual(file.processes, { web: 'node server.js', worker: ['/bin/sh', '-c', 'exec node worker.js --q "$QUEUE"'] })
    assert.deepEqual(file.release, ['/bin/sh', '-c', './migrate && echo done'])
    assert.deepEqual(notes, ['Processes come from the Procfile: web, worker.'])
    assert.deepEqual((await read({ Dockerfile: '', Procfile, 'berth.yaml': 'processes: { web: own }' })).file.processes, { web: 'own' })
    assert.deepEqual((await read({ Procfile })).file.processes, {})
    await assert.rejects(read({ Dockerfile: '', Procfile: 'web node' }), /Procfile is not right: line 1/)
    await assert.rejects(read({ Dockerfile: '', Procfile: 'Web_1: node' }), /Procfile is not right: Web_1/)
  })
})
