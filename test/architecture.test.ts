import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const outside = ['docker', 'localdb', 'disks', 'ssh', 'netdb']

/** Which parts a part may import, besides model and kit. The reasons stand in ARCHITECTURE.md. */
const mayImport: Readonly<Record<string, readonly string[]>> = {
  model: [],
  kit: [],
  bundle: [],
  docker: [],
  localdb: [],
  jobs: ['localdb'],
  builders: ['docker', 'jobs'],
  ssh: [],
  git: [],
  releases: ['bundle', 'builders', 'jobs', 'git'],
  doors: ['bundle', 'jobs', 'docker', 'builders', 'disks', 'ssh', 'git', 'releases'],
  instances: ['bundle', 'docker', 'localdb', 'jobs'],
  operations: ['bundle', 'docker', 'disks', 'ssh', 'jobs', 'instances'],
  access: ['localdb'],
  certificates: [],
  discovery: [],
  gateway: [],
  engine: ['builders', 'bundle', 'docker', 'localdb', 'jobs', 'git', 'releases', 'doors', 'instances', 'operations', 'access', 'gateway', 'certificates', 'discovery'],
  author: ['bundle', 'doors'],
  cli: [],
  console: [],
}

interface Source {
  readonly file: string
  readonly part: string
  readonly text: string
  readonly imports: readonly string[]
}

const sources = filesBelow(join(root, 'src'))
  .filter((file) => /\.(ts|svelte)$/.test(file))
  .map(readSource)
const code = sources.filter(({ file }) => !/\.(test|contract|testbed)\.ts$/.test(file))

describe('the walls between the parts', () => {
  for (const [part, allowed] of Object.entries(mayImport)) {
    it(`${part} imports ${['model', 'kit', ...allowed].filter((other) => other !== part).join(', ')} and nothing else of ours`, () => {
      const walls = new Set([part, ...(part === 'model' || part === 'kit' ? [] : ['model', 'kit']), ...allowed])
      const broken = code.filter((source) => source.part === part).flatMap((source) => source.imports.filter((target) => !walls.has(partOf(target))).map((target) => `${source.file} → ${target}`))
      assert.deepEqual(broken, [])
    })
  }

  it('every part is one of those', () => {
    assert.deepEqual(
      [...new Set(sources.map(({ part }) => part))].filter((part) => !(part in mayImport)),
      [],
    )
  })

  it('a door imports no other door', () => {
    const broken = code.filter(({ file }) => /^src\/doors\/\w+\//.test(file)).flatMap((source) => source.imports.filter((target) => isOtherDoor(source.file, target)))
    assert.deepEqual(broken, [])
  })

  it('no file takes part in a circle of imports, types included', () => {
    assert.deepEqual(circles(), [])
  })
})

describe('who may do what', () => {
  it('only docker speaks to Docker', () => {
    assert.deepEqual(
      filesWith(/from 'dockerode'|\['docker'|'docker',/).filter((file) => !file.startsWith('src/docker/') && !file.startsWith('src/cli/machine/')),
      [],
    )
  })

  it('only localdb speaks SQL', () => {
    assert.deepEqual(
      filesWith(/from 'node:sqlite'|from 'kysely'/).filter((file) => !file.startsWith('src/localdb/')),
      [],
    )
  })

  it('only a main reads the environment, takes signals or exits', () => {
    const broken = filesWith(/process\.(env|exit|on)\b/).filter((file) => !file.endsWith('/main.ts') && !file.startsWith('src/cli/'))
    assert.deepEqual(broken, [])
  })

  it('there is no shell', () => {
    assert.deepEqual(filesWith(/shell: *true|\bexecSync\(|import \{[^}]*\bexec\b[^}]*\} from 'node:child_process'|'(ba)?sh', *'-c'/), [])
  })

  it('model runs in a browser: it imports nothing of Node', () => {
    assert.deepEqual(
      code.filter(({ part, text }) => part === 'model' && /from 'node:/.test(text)).map(({ file }) => file),
      [],
    )
  })

  it('the console takes from the model types, and functions from files without schemas: no schema is sent to the browser', () => {
    const plain = new Set(code.filter(({ part, text }) => part === 'model' && !/^import (?!type\b)[^\n]*(?:zod|\.\/(?!path))/m.test(text)).map(({ file }) => file))
    const values = (text: string): string[] => [...text.matchAll(/^\s*import (?!type\b)[^\n]*(model\/\w+\.ts)/gm)].map(([, file = '']) => `src/${file}`)
    const broken = code.filter(({ part }) => part === 'console').filter(({ text }) => values(text).some((file) => !plain.has(file)))
    assert.deepEqual(
      broken.map(({ file }) => file),
      [],
    )
    assert.ok(plain.has('src/model/policy.ts') && !plain.has('src/model/access.ts'))
  })
})

describe('how files are', () => {
  it('none is called utils, helpers, common, misc or manager', () => {
    assert.deepEqual(
      sources.filter(({ file }) => /(utils?|helpers?|common|misc|manager)\.(ts|svelte)$/i.test(file)).map(({ file }) => file),
      [],
    )
  })

  it('nine of ten have under 200 lines, none over 300', () => {
    const lengths = code.map(({ file, text }) => ({ file, lines: text.split('\n').length }))
    assert.deepEqual(
      lengths.filter(({ lines }) => lines > 300),
      [],
    )
    assert.ok(lengths.filter(({ lines }) => lines >= 200).length <= lengths.length / 10)
  })

  it('the parts that reach outside know nothing of one another', () => {
    const broken = code
      .filter(({ part }) => outside.includes(part))
      .flatMap(({ file, part, imports }) => imports.filter((target) => outside.includes(partOf(target)) && partOf(target) !== part).map((target) => `${file} → ${target}`))
    assert.deepEqual(broken, [])
  })
})

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
}

function readSource(path: string): Source {
  const text = readFileSync(path, 'utf8')
  const file = path.slice(root.length)
  const found = [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map((match) => normalize(join(dirname(file), match[1] ?? '')))
  return { file, part: partOf(file), text, imports: found.filter((target) => target.startsWith('src/')) }
}

function partOf(file: string): string {
  return file.split('/')[1] ?? ''
}

function isOtherDoor(file: string, target: string): boolean {
  const door = (path: string): string | undefined => /^src\/doors\/(\w+)\//.exec(path)?.[1]
  return door(target) !== undefined && door(target) !== door(file)
}

function filesWith(pattern: RegExp): readonly string[] {
  return code.filter(({ text }) => pattern.test(text)).map(({ file }) => file)
}

/** Files that can reach themselves by imports. */
function circles(): readonly string[] {
  const byFile = new Map(code.map((source) => [source.file, source.imports]))
  const reaches = (from: string, goal: string, been: Set<string>): boolean => (byFile.get(from) ?? []).some((next) => next === goal || (!been.has(next) && (been.add(next), reaches(next, goal, been))))
  return [...byFile.keys()].filter((file) => reaches(file, file, new Set()))
}
