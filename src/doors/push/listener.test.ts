import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { JobId } from '../../model/names.ts'
import type { PushWord } from '../../model/project.ts'
import { blog } from './door.testbed.ts'
import type { Change } from './git/received.ts'
import { pushListener } from './listener.ts'
import type { Deployed, ListenerOptions } from './listener.ts'

const job = JobId.parse('abcd1234')
const change: Change = { ref: 'refs/heads/main', before: null, after: '1'.repeat(40) }
const what: Deployed = { commit: '1'.repeat(40), branch: 'main' }
const push = { project: blog, who: { name: 'Ada' }, changes: [change] }
const good: PushWord = { type: 'end', ok: true, lines: ['it serves'], url: null, release: 1 }
const bad: PushWord = { type: 'end', ok: false, lines: ['it does not compile'], url: null, release: null }

class Heard {
  readonly said: string[] = []
  readonly did: string[] = []
  readonly end = new AbortController()
  readonly #options: ListenerOptions

  constructor(options: Partial<ListenerOptions> & { readonly words?: readonly PushWord[] } = {}) {
    const { words = [{ type: 'line', line: 'Step 1' }, good] } = options
    const did = (name: string): void => void this.did.push(name)
    this.#options = {
      deployed: async () => await Promise.resolve(what),
      waits: async () => await Promise.resolve(false),
      stage: async (_, { commit, branch }, __, folder) => (did('stage'), await Promise.resolve({ kind: 'folder', folder, commit, branch, author: 'Ada', subject: 'x' })),
      build: async (_, source) => (did(`build ${source.kind}`), await Promise.resolve(job)),
      cancel: async () => await Promise.resolve(did('cancel')),
      follow: async function* () {
        yield* words
        await Promise.resolve()
      },
      onJudged: async () => await Promise.resolve(),
      onRefs: async () => await Promise.resolve(did('refs')),
      ...options,
    }
  }

  get listener(): ReturnType<typeof pushListener> {
    return pushListener(this.#options)
  }

  readonly say = (line: string): void => void this.said.push(line)
}

describe('a push that is heard of', () => {
  it('is taken at once, then built and followed to its end', async () => {
    const heard = new Heard()
    assert.equal(await heard.listener.before({ ...push, quarantine: new Map() }, heard.say, heard.end.signal), true)
    await heard.listener.after(push, heard.say, heard.end.signal)
    assert.deepEqual(
      [heard.did, heard.said],
      [
        ['refs', 'build commit'],
        ['Step 1', 'it serves'],
      ],
    )
  })

  it('of which nothing is deployed is stored, with why', async () => {
    const heard = new Heard({ deployed: async () => await Promise.resolve({ because: ['only main is'] }), waits: async () => await Promise.reject(new Error('not asked')) })
    assert.equal(await heard.listener.before({ ...push, quarantine: null }, heard.say, heard.end.signal), true)
    await heard.listener.after(push, heard.say, heard.end.signal)
    assert.deepEqual([heard.did, heard.said], [['refs'], ['only main is']])
  })

  it('that waits is taken when it serves, and not built twice', async () => {
    const heard = new Heard({ waits: async () => await Promise.resolve(true) })
    const { listener } = heard
    assert.equal(await listener.before({ ...push, quarantine: new Map() }, heard.say, heard.end.signal), true)
    await listener.after(push, heard.say, heard.end.signal)
    assert.deepEqual(heard.did, ['stage', 'build folder', 'refs'])
  })

  it('that waits is refused when its build fails', async () => {
    const heard = new Heard({ waits: async () => await Promise.resolve(true), words: [bad] })
    assert.equal(await heard.listener.before({ ...push, quarantine: new Map() }, heard.say, heard.end.signal), false)
    assert.deepEqual(heard.said, ['it does not compile', 'The push was refused, as berth.yaml asks (push.wait): nothing was changed.'])
  })

  it('that waits and is given up ends its build; one that does not wait goes on without its pusher', async () => {
    const stuck = async function* (_: unknown, __: unknown, signal: AbortSignal): AsyncGenerator<PushWord> {
      await new Promise((___, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)))
      yield good
    }
    for (const waits of [true, false]) {
      const heard = new Heard({ waits: async () => await Promise.resolve(waits), follow: stuck })
      const going = waits ? heard.listener.before({ ...push, quarantine: new Map() }, heard.say, heard.end.signal) : heard.listener.after(push, heard.say, heard.end.signal)
      setImmediate(() => heard.end.abort(new Error('Ctrl-C')))
      assert.equal((await going) ?? false, false)
      assert.equal(heard.did.includes('cancel'), waits)
    }
  })
})
