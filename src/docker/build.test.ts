import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { buildArgv, secretEnv } from './buildargv.ts'
import { BuildLog } from './buildlog.ts'
import { follow } from './child.ts'
import type { BuildRecipe } from './recipe.ts'

const recipe: BuildRecipe = {
  dockerfile: '/tmp/Dockerfile',
  target: 'last',
  args: { A: '1; rm -rf /', BUILDKIT_CACHE_MOUNT_NS: 'theirs' },
  secrets: new Map([['LD_PRELOAD', 'value-of-it']]),
  labels: { 'berth.engine': 'e' },
  cgroupParent: '/fence',
  owner: 'mine',
}

describe('how BuildKit is called', () => {
  it('by arguments that no shell reads; no secret is among them, and the owner of caches is ours to say', () => {
    const argv = buildArgv('/source', 'berth-e/shop:1', recipe)
    assert.deepEqual(argv.slice(9), [
      ...['--tag', 'berth-e/shop:1', '--file', '/tmp/Dockerfile', '--target', 'last', '--cgroup-parent', '/fence', '--label', 'berth.engine=e'].slice(1),
      ...['--build-arg', 'A=1; rm -rf /', '--build-arg', 'BUILDKIT_CACHE_MOUNT_NS=theirs', '--build-arg', 'BUILDKIT_CACHE_MOUNT_NS=mine'],
      ...['--secret', 'id=LD_PRELOAD,env=BERTH_BUILD_SECRET_0', '--', '/source'],
    ])
    assert.deepEqual(secretEnv(recipe), { BERTH_BUILD_SECRET_0: 'value-of-it' })
    assert.ok(!argv.some((argument) => /value-of-it|--allow|--network|--ssh/.test(argument)))
  })

  it('for a source of our own there is nothing more to say', () => {
    assert.deepEqual(buildArgv('/source', 'x:1').slice(-4), ['--tag', 'x:1', '--', '/source'])
  })
})

describe('what BuildKit says', () => {
  const read = (text: string): { log: BuildLog; said: readonly string[] } => {
    const log = new BuildLog()
    return { log, said: text.split('\n').flatMap((line) => log.read(line) ?? []) }
  }

  it('is told in fewer words: steps, their output, and what is as before', () => {
    const { log, said } = read(`#0 building with "default" instance using docker driver
#1 [internal] load build definition from Dockerfile
#1 DONE 0.0s
#4 [first 1/2] FROM docker.io/library/debian
#4 CACHED
#5 [first 2/2] RUN make
#5 0.123 making
#5 0.130 #6 ERROR: no error
#5 DONE 0.2s
#6 [stage-1 2/4] COPY . /app
#6 CACHED
#7 exporting to image
#7 exporting layers done`)
    assert.deepEqual(said, ['[first 1/2] FROM docker.io/library/debian', '[first 2/2] RUN make', 'making', '#6 ERROR: no error', '[2/4] COPY . /app', 'as before'])
    assert.deepEqual(log.steps, { done: 4, all: 6 })
  })

  it('names the step that failed, its exit code and what it said', () => {
    const { log } = read(`#5 [2/2] RUN exit 3
#5 0.1 one
#5 ERROR: process "/bin/sh -c exit 3" did not complete successfully: exit code: 3
------
 > [2/2] RUN exit 3:
------
ERROR: failed to solve: process "/bin/sh -c exit 3" did not complete successfully: exit code: 3`)
    assert.deepEqual(log.failure(), { step: 'RUN exit 3', exitCode: 3, reason: 'process "/bin/sh -c exit 3" did not complete successfully: exit code: 3', lines: ['one'] })
  })

  it('has the client’s own words where it did not come to a build', () => {
    const { log } = read('Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?\n')
    assert.match(log.failure().reason, /^Cannot connect/)
  })

  it('blames no step for what failed before the first', () => {
    const { log } = read('#2 [internal] load metadata for x\n#2 ERROR: no such host\nERROR: failed to solve: x: no such host')
    assert.deepEqual(log.failure(), { step: null, exitCode: null, reason: 'x: no such host', lines: [] })
  })
})

describe('a program that is followed', () => {
  const node = process.execPath
  const calm = new AbortController().signal

  it('tells its lines, in pieces where one never ends, and its exit code', async () => {
    const lines: string[] = []
    const code = await follow([node, '-e', 'process.stdout.write("a\\nb\\r\\n" + "x".repeat(300000)); process.exitCode = 7'], {}, calm, (line) => lines.push(line))
    assert.equal(code, 7)
    assert.deepEqual(lines.slice(0, 2), ['a', 'b'])
    assert.ok(lines.length > 3 && lines.slice(2).join('') === 'x'.repeat(300_000))
  })

  it('ends with its signal, whose reason is thrown', async () => {
    const end = new AbortController()
    const going = follow([node, '-e', 'console.log("here"); setInterval(() => {}, 1000)'], {}, end.signal, () => end.abort(new Error('enough')))
    await assert.rejects(going, /enough/)
    await assert.rejects(
      follow(['/nonexistent/program'], {}, calm, () => undefined),
      { code: 'ENOENT' },
    )
  })
})
