import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FakeMachine } from './machine.fake.ts'

describe('a static busybox', () => {
  it('is unpacked from its package into the cache and not installed', () => {
    using machine = new FakeMachine('debian 12')
    machine.program('apt-get', 'case "$*" in *download*) : >busybox-static_1_test.deb ;; esac')
    machine.program('dpkg-deb', 'mkdir -p "$3/bin" && printf static >"$3/bin/busybox"')
    const { code, out } = machine.run(['bring_busybox'])
    assert.equal(code, 0)
    assert.match(out, /it is not installed/)
    assert.equal(machine.read('data/cache/busybox'), 'static')
    assert.deepEqual(
      machine.calls.filter((call) => call.includes('install')),
      [],
    )
  })

  it('is the one that is here, where that is static', () => {
    using machine = new FakeMachine('ubuntu 24.04')
    machine.program('busybox', 'static')
    assert.equal(machine.run(['bring_busybox']).code, 0)
    assert.match(machine.read('data/cache/busybox') ?? '', /static$/m)
    assert.deepEqual(
      machine.calls.filter((call) => call.startsWith('apt-get')),
      [],
    )
  })

  it('is not taken from a busybox that needs a loader', () => {
    using machine = new FakeMachine('debian 12')
    machine.program('busybox', ': /lib64/ld-linux-x86-64.so.2')
    assert.equal(machine.run(['is_static', `${machine.root}/bin/busybox`]).code, 1)
  })

  it('is fetched once', () => {
    using machine = new FakeMachine('debian 12')
    machine.program('busybox', 'mine', 'data/cache')
    assert.equal(machine.run(['bring_busybox']).out, '')
    assert.deepEqual(machine.calls, [])
  })
})
