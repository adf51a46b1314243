import assert from 'node:assert/strict'
import { hostname } from 'node:os'
import { describe, it } from 'node:test'
import { sampleSpec } from '../instances/samples.ts'
import { InstanceName } from '../model/names.ts'
import { Domain } from '../model/projectfile.ts'
import { demandDomains } from './domains.ts'

const notes = InstanceName.parse('notes')
const shop = InstanceName.parse('shop')
const specs = [sampleSpec(), sampleSpec({ name: shop, domains: ['shop.example.org'] })]

describe('names of an app’s own', () => {
  const demand = (name: string, domain: string = 'apps.example.org', of = notes): void => demandDomains(of, [name], { specs, domain })

  it('any that leads here, also one above the machine’s own, and one’s own again', () => {
    for (const name of ['notes.example.net', 'example.org', 'www.example.org', 'apps.example.org.example.net', 'xapps.example.org', 'notes.home.arpa', 'notes.lan']) demand(Domain.parse(name))
    demand('shop.example.org', undefined, shop)
  })

  it('none of the machine itself, nor below it, nor of the LAN', () => {
    for (const name of [
      'apps.example.org',
      'berth.apps.example.org',
      'notes.apps.example.org',
      'a.b.apps.example.org',
      'notes-home.local',
      'x.localhost',
      'a.onion',
      '10.0.0.15',
      '1.0.0.10.in-addr.arpa',
      'home.arpa',
    ]) {
      assert.throws(() => demand(name), { code: 'domain-own' }, name)
    }
    assert.throws(() => demand('notes.school.lan', 'School.lan'), { code: 'domain-own' })
    assert.throws(() => demand(hostname().toLowerCase()), { code: 'domain-own' })
  })

  it('none that another app has, and it says which', () => {
    assert.throws(
      () => demand('shop.example.org'),
      (error: Error) => /shop\.example\.org is an address of shop already/.test(error.message),
    )
  })
})
