import assert from 'node:assert/strict'
import { it } from 'node:test'
import { isLocalRegistry } from './sourcepolicy.ts'

it('images of registries that only this machine or its network can reach are told from public ones', () => {
  const local = ['127.0.0.1:5000/x', '10.0.0.5/x', 'localhost/x:1', 'localhost:5000/x', 'nas:5000/x', 'registry.lan/x/y', 'a.home.arpa/x', '[::1]:5000/x', 'example.org:8443/x@sha256:0']
  const others = ['debian', 'debian:12', 'library/debian', 'ghcr.io/a/b:1', 'docker.io/a/b', 'local/x', 'lan.example.org/x', 'quay.io/a.local/b']
  assert.deepEqual(local.filter(isLocalRegistry), local)
  assert.deepEqual(others.filter(isLocalRegistry), [])
})
