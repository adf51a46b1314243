import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readTrust } from './registrytrust.ts'

test('whom Docker trusts is read from what it says of itself', () => {
  const index = { Name: 'registry.lan:5000', Mirrors: [], Secure: false, Official: false }
  const hub = { Name: 'docker.io', Mirrors: [], Secure: true, Official: true }
  const { secure, insecure } = readTrust({
    RegistryConfig: { InsecureRegistryCIDRs: ['127.0.0.0/8', '192.168.7.0/24'], IndexConfigs: { 'docker.io': hub, 'registry.lan:5000': index }, Mirrors: null },
  })
  assert.deepEqual(
    [[...secure], insecure],
    [
      [
        ['docker.io', true],
        ['registry.lan:5000', false],
      ],
      ['127.0.0.0/8', '192.168.7.0/24'],
    ],
  )
})

test('what says nothing of it trusts nobody', () => {
  for (const info of [{}, { RegistryConfig: null }, { RegistryConfig: { InsecureRegistryCIDRs: null, IndexConfigs: null } }]) assert.deepEqual(readTrust(info), { secure: new Map(), insecure: [] })
})
