import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { until } from '../../src/kit/until.ts'
import { Berth } from './berth.ts'

describe('what keeps an app awake, and what does not', () => {
  it('a download that lasts longer than the pause is not cut off, and the app sleeps after it', async () => {
    await using berth = await Berth.open({ pause: 5, stop: 600 })
    await berth.install('hello')
    await berth.becomes('hello', 'stopped')
    const slow = await berth.visit('hello', '/cgi-bin/slow')
    assert.equal(slow.text, '1\n2\n3\n4\n5\n6\n7\n8\n')
    assert.equal((await berth.instance('hello'))?.state, 'running')
    await berth.becomes('hello', 'paused')
  })

  it('a monitor neither wakes it nor keeps it awake', async () => {
    await using berth = await Berth.open({ pause: 5, stop: 600 })
    await berth.install('hello')
    await berth.becomes('hello', 'stopped')
    const monitor = { headers: { 'user-agent': 'Uptime-Kuma/1.23' } }
    assert.equal((await berth.visit('hello', '/', monitor)).status, 503)
    assert.equal((await berth.instance('hello'))?.state, 'stopped')
    await berth.visit('hello')
    const fell = await until(async () => ((await berth.visit('hello', '/', monitor)).status === 503 ? true : undefined), { deadline: 20_000, first: 200, longest: 200 })
    assert.equal(fell, true, 'it falls asleep although it is asked all the time')
  })

  it('running apps are served while the engine is killed and started again, and nothing looks idle afterwards', async () => {
    await using berth = await Berth.open({ pause: 60 })
    await berth.install('hello')
    await berth.becomes('hello', 'stopped')
    await berth.visit('hello')
    const stop = new AbortController()
    const answers: number[] = []
    const visiting = (async () => {
      while (!stop.signal.aborted) answers.push((await berth.visit('hello')).status)
    })()
    await berth.killEngine('SIGKILL')
    await delay(500) // a while without any engine: that is what this is about
    await berth.start()
    await berth.becomes('hello', 'running')
    stop.abort()
    await visiting
    assert.ok(answers.length > 20)
    assert.deepEqual([...new Set(answers)], [200])
    assert.ok(!(await history(berth)).includes('paused'))
  })

  it('a hundred visitors at once start it once, and each is answered by the app', async () => {
    await using berth = await Berth.open()
    await berth.install('hello')
    await berth.becomes('hello', 'stopped')
    const answers = await Promise.all(Array.from({ length: 100 }, async () => (await berth.visit('hello')).text))
    assert.deepEqual([...new Set(answers)], ['hello\n'])
    assert.equal((await history(berth)).filter((state) => state === 'starting').length, 1)
  })
})

async function history(berth: Berth): Promise<readonly string[]> {
  return (await berth.json<{ state: string }[]>('/api/instances/hello/history')).map(({ state }) => state)
}
