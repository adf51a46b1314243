import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { InstanceName, JobId } from '../../../model/names.ts'
import type { RegisterBody } from '../../../model/image.ts'
import { Problem } from '../../../model/problem.ts'
import { isProblem } from '../documents/sample.testbed.ts'
import { importLabs } from './importing.ts'
import { bodyOf, registrationOf } from './registration.ts'
import { readLabs } from './state.ts'

/** As it lay on an old machine. */
const real =
  '{"67ddba6814d6b2f98be31d87": {"running_status": "running", "last_activity": 1742847342.3731751, "port": "8506", "docker_image": "qunikamshreyas/67ddba6814d6b2f98be31d87_streamlit_app:latest", "container_name": "67ddba6814d6b2f98be31d87"}}'

describe('an old container_states.json', () => {
  it('the one of an old machine is one lab', () => {
    const registration = { lab: '67ddba6814d6b2f98be31d87', name: 'lab-67ddba6814d6b2f98be31d87', image: 'qunikamshreyas/67ddba6814d6b2f98be31d87_streamlit_app:latest', port: 8506 }
    assert.deepEqual(readLabs(real), [{ lab: '67ddba6814d6b2f98be31d87', registration, reason: null }])
  })

  const entries: readonly (readonly [string, unknown, RegExp | null])[] = [
    ['running_status', 'stopped', /no lab/],
    ['x', null, /no lab/],
    ['x', [], /no lab/],
    ['x', 7, /no lab/],
    ['x', {}, /no docker_image/],
    ['x', { docker_image: 7 }, /docker_image/],
    ['x', { docker_image: 'a b' }, /docker_image: write the name/],
    ['x', { docker_image: '--privileged' }, /docker_image/],
    ['x', { docker_image: 'x:1', port: 'eight' }, /port/],
    ['x', { docker_image: 'x:1', port: 0 }, /port/],
    ['x', { docker_image: 'x:1', port: '70000' }, /port/],
    ['x', { docker_image: 'x:1', port: 85.5 }, /port/],
    ['x', { docker_image: 'x:1', port: {} }, /port/],
    ['', { docker_image: 'x:1' }, /id/],
    ['$(touch /tmp/x); rm -rf /; echo', { docker_image: 'x:1' }, /id/],
    ['x', { docker_image: 'x:1', port: 8506 }, null],
    ['x', { docker_image: 'x:1', port: null }, null],
    ['x', { docker_image: 'x:1', last_activity: 'long ago', running_status: 7 }, null],
    ['__proto__', { docker_image: 'x:1' }, null],
  ]
  for (const [lab, value, reason] of entries) {
    it(`${JSON.stringify(lab)}: ${JSON.stringify(value)} ${reason ? 'is refused alone' : 'is taken'}`, () => {
      const all = readLabs(`{${JSON.stringify(lab)}: ${JSON.stringify(value)}, "good": {"docker_image": "y:2"}}`)
      const found = all.find((one) => one.lab === lab)
      if (lab === '__proto__') return assert.equal(all.at(-1)?.lab, 'good')
      if (reason) assert.match(found?.reason ?? '', reason)
      else assert.equal(found?.reason, null)
      assert.equal(all.find((one) => one.lab === 'good')?.registration?.name, 'good')
    })
  }

  for (const text of ['', 'x', '[]', '7', 'null', real.slice(0, -5)]) {
    it(`${JSON.stringify(text.slice(0, 20))} is none`, () => assert.throws(() => readLabs(text), isProblem('bad-labs')))
  }

  it('each entry is brought in by itself, and one that cannot be ends no other', async () => {
    const asked: ReturnType<typeof RegisterBody.parse>[] = []
    const desk = {
      look: async (image: string) => {
        if (image === 'gone:1') throw new Problem('image-unavailable', { image, reason: 'there is none' })
        return { ports: [8501], port: 8501 }
      },
      register: async (body: ReturnType<typeof RegisterBody.parse>) => {
        asked.push(body)
        const { name } = body
        assert.ok(name)
        if (name === 'taken') throw new Problem('conflict', { what: 'an app', name })
        return { name, job: JobId.parse('job1') }
      },
    }
    const text = JSON.stringify({ running_status: 'x', one: { docker_image: 'a:1', port: '8506' }, gone: { docker_image: 'gone:1' }, taken: { docker_image: 'b:1' }, two: { docker_image: 'c:1' } })
    const { labs } = await importLabs(text, desk)
    assert.deepEqual(
      labs.map(({ lab, name, job, reason }) => [lab, name, job, reason === null]),
      [
        ['running_status', null, null, false],
        ['one', 'one', 'job1', true],
        ['gone', null, null, false],
        ['taken', null, null, false],
        ['two', 'two', 'job1', true],
      ],
    )
    assert.deepEqual([asked[0]?.port, asked[0]?.title, asked[0]?.access], [8501, 'Lab one', 'private'])
  })

  it('a registry that does not answer is waited for once, and not for each of its labs', async () => {
    const looked: string[] = []
    const desk = {
      look: async (image: string) => {
        looked.push(image)
        if (image.startsWith('hangs')) throw new Problem('registry-down', { host: 'hangs.lan', reason: 'nothing came within 15 seconds' })
        return await Promise.resolve({ ports: [8501], port: 8501 })
      },
      register: async ({ name }: ReturnType<typeof RegisterBody.parse>) => await Promise.resolve({ name: InstanceName.parse(name), job: JobId.parse('job1') }),
    }
    const { labs } = await importLabs(JSON.stringify({ one: { docker_image: 'hangs.lan/a:1' }, two: { docker_image: 'hangs.lan/b:1' }, three: { docker_image: 'c:1' } }), desk)
    assert.deepEqual(
      [looked, labs.map(({ name }) => name)],
      [
        ['hangs.lan/a:1', 'c:1'],
        [null, null, 'three'],
      ],
    )
    assert.equal(labs[1]?.reason, labs[0]?.reason)
  })
})

describe('where a lab listens', () => {
  const cases: readonly (readonly [string, { readonly port: unknown; readonly ports: readonly number[]; readonly guessed: number | null }, number])[] = [
    ['the old port is one of the machine: Streamlit listens where it always did', { port: '8506', ports: [8501], guessed: 8501 }, 8501],
    ['an image that says nothing is what the old backend took it for', { port: 8506, ports: [], guessed: null }, 8501],
    ['an image that listens on just that port is heard there', { port: '8506', ports: [8506, 80], guessed: null }, 8506],
    ['an image that listens elsewhere is heard there', { port: 8506, ports: [80], guessed: 80 }, 80],
    ['without an old port', { port: null, ports: [3000], guessed: 3000 }, 3000],
  ]
  for (const [says, { port, ports, guessed }, then] of cases) {
    it(says, () => {
      const lab = registrationOf({ lab: 'x', image: 'x:1', port })
      assert.ok(typeof lab !== 'string')
      assert.equal(bodyOf(lab, { ports: [...ports], port: guessed }).port, then)
    })
  }
})
