import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { EngineId } from '../model/names.ts'
import { resolversIn } from './outsiderguard.ts'
import { raiseArgvs, razeArgvs } from './outsiderrules.ts'
import type { OutsiderPlan } from './outsiderrules.ts'

const plan: OutsiderPlan = { engine: EngineId.parse('abcd1234'), bridge: 'docker0', known: ['veth1'], resolvers: ['192.168.1.1'], near: ['45.0.0.9/24'], seesBridged: true, ipv6: true }
const lines = (argvs: readonly (readonly string[])[]): string[] => argvs.map((argv) => argv.join(' '))

describe('the rules around an outsider’s build', () => {
  it('are led to last of all, so that what holds is whole', () => {
    const all = lines(raiseArgvs(plan))
    const first = all.findIndex((line) => line.includes('--insert'))
    assert.ok(first > 0 && all.slice(first).every((line) => line.includes('--insert')))
    assert.deepEqual(all.slice(first), [
      'iptables --wait --insert DOCKER-USER 1 --in-interface docker0 --jump berth-abcd1234-out',
      'iptables --wait --insert INPUT 1 --in-interface docker0 --jump berth-abcd1234-in',
      'ip6tables --wait --insert FORWARD 1 --in-interface docker0 --jump berth-abcd1234-six',
      'ip6tables --wait --insert INPUT 1 --in-interface docker0 --jump berth-abcd1234-six',
    ])
  })

  it('spare who was there before, then names, then refuse the private before the public web, and everything else', () => {
    const out = lines(raiseArgvs(plan)).flatMap((line) => line.split('iptables --wait --append berth-abcd1234-out ')[1] ?? [])
    const places = [
      '--match physdev --physdev-in veth1 --jump RETURN',
      '--destination 192.168.1.1 --protocol udp --dport 53 --jump RETURN',
      '--destination 10.0.0.0/8 --jump REJECT',
      '--destination 169.254.0.0/16 --jump REJECT',
      '--destination 45.0.0.9/24 --jump REJECT',
      '--protocol tcp --match multiport --dports 53,80,443 --jump RETURN',
      '--protocol udp --dport 53 --jump RETURN',
      '--jump REJECT',
    ].map((rule) => out.indexOf(rule))
    assert.ok(places.every((place) => place >= 0))
    assert.deepEqual(
      places,
      places.toSorted((one, other) => one - other),
    )
    assert.equal(places.at(-1), out.length - 1)
  })

  it('close the bridge itself where iptables does not see what goes over it', () => {
    const line = 'ebtables --concurrent --insert FORWARD 1 --logical-in docker0 --jump DROP'
    assert.ok(!lines(raiseArgvs(plan)).includes(line))
    assert.ok(lines(raiseArgvs({ ...plan, seesBridged: false })).includes(line))
    assert.ok(!lines(raiseArgvs({ ...plan, ipv6: false })).some((one) => one.startsWith('ip6tables')))
  })

  it('are all taken away, the ways to them first', () => {
    const razed = lines(razeArgvs(plan))
    for (const made of lines(raiseArgvs({ ...plan, seesBridged: false })).filter((line) => line.includes('--insert')))
      assert.ok(razed.includes(made.replace(' --insert ', ' --delete ').replace(/ (DOCKER-USER|INPUT|FORWARD) 1 /, ' $1 ')), made)
    for (const chain of ['out', 'in', 'six']) assert.ok(razed.some((line) => line.endsWith(`--delete-chain berth-abcd1234-${chain}`)))
    assert.ok(razed.findIndex((line) => line.includes('--flush')) > razed.findLastIndex((line) => line.includes('--delete ')))
  })
})

it('name servers are those that a container can ask', () => {
  assert.deepEqual(resolversIn('# x\nnameserver 127.0.0.53\n  nameserver 192.168.1.1 \nnameserver fe80::1\nnameserver nonsense\nsearch lan\n'), ['192.168.1.1'])
})
