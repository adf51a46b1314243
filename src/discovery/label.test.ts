import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { labelFrom, lanName, nextLabel } from './label.ts'

describe('the label of a machine on the LAN', () => {
  const hosts = [
    ['raspberrypi', 'raspberrypi'],
    ['Home-Server_2.lan', 'homeserver2'],
    ['Büro', 'buro'],
    ['localhost', 'k3j9x2ab'],
    ['---', 'k3j9x2ab'],
    ['學校', 'k3j9x2ab'],
    ['a-very-long-name-of-a-host', 'averylongnameofahost'],
  ] as const
  for (const [host, label] of hosts) it(`of the host ${host}: ${label}`, () => assert.equal(labelFrom(host, 'k3j9x2ab'), label))

  const nexts = [
    ['home', 'home2'],
    ['home2', 'home3'],
    ['home9', 'home10'],
    ['averylongnameofahost', 'averylongnameofahos2'],
    ['42', '43'],
  ] as const
  for (const [label, next] of nexts) it(`after ${label}: ${next}`, () => assert.equal(nextLabel(label), next))

  it('names have one label before .local, of at most 63 signs', () => {
    assert.equal(lanName('wiki', 'home'), 'wiki-home.local')
    assert.ok((lanName('x'.repeat(40), 'y'.repeat(20)).split('.')[0] ?? '').length <= 63)
  })
})
