import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FakeMachine } from './machine.fake.ts'

const sources = 'etc/apt/sources.list.d/berth-trixie.sources'
const pin = 'etc/apt/preferences.d/berth-trixie'

function changes(machine: FakeMachine): readonly string[] {
  return machine.calls.filter((call) => call.startsWith('apt-get') && !call.includes('indextargets') && !call.includes('--simulate'))
}

describe('bringing packages', () => {
  it('as root without a terminal: adds the suite at a low priority, then installs, Docker first', () => {
    using machine = new FakeMachine('debian 12')
    const { code, out } = machine.run(['bring_missing', 'test'])
    assert.equal(code, 0)
    assert.match(machine.read(pin) ?? '', /^Pin: release n=trixie\nPin-Priority: 100$/m)
    assert.match(machine.read(sources) ?? '', /^URIs: http:\/\/mirror\.test\/debian\/\nSuites: trixie$/m)
    assert.ok(out.includes(`/${sources}`), 'says which files it writes')
    const [update, docker, rest] = changes(machine)
    assert.match(update ?? '', /update/)
    assert.match(docker ?? '', /--no-install-recommends --no-upgrade .*docker\.io\/trixie/)
    assert.match(rest ?? '', /wrk caddy.*nginx-light chromium mmdebstrap xfsprogs pebble bind9 docker-registry/)
  })

  it('holds services back while it installs and lets them go after', () => {
    using machine = new FakeMachine('debian 13')
    machine.program('apt-get', `case "$*" in *--simulate*) ;; *--yes*) [ -x ${machine.root}/usr/sbin/policy-rc.d ] && echo held >>${machine.root}/calls ;; esac`)
    assert.equal(machine.run(['bring_packages', 'caddy']).code, 0)
    assert.ok(machine.calls.includes('held'))
    assert.equal(machine.read('usr/sbin/policy-rc.d'), undefined)
  })

  it("leaves the owner's own policy for services as it is", () => {
    using machine = new FakeMachine('debian 13')
    machine.write('usr/sbin/policy-rc.d', 'mine')
    machine.run(['bring_packages', 'caddy'])
    assert.equal(machine.read('usr/sbin/policy-rc.d'), 'mine')
  })

  for (const line of ['Inst libc6 [2.36] (2.41 Debian:13)', 'Remv nginx-full [1.22]']) {
    it(`stops where apt would say "${line}"`, () => {
      using machine = new FakeMachine('debian 13')
      machine.program('apt-get', `case "$*" in *--simulate*) echo '${line}' ;; esac`)
      const { code, err } = machine.run(['bring_packages', 'docker.io'])
      assert.equal(code, 1)
      assert.match(err, /would upgrade or remove/)
      assert.deepEqual(changes(machine), [])
    })
  }

  it('without root: prints the exact commands, changes nothing and ends with 1', () => {
    using machine = new FakeMachine('debian 12')
    const { code, out } = machine.run(['bring_missing', 'up'], { uid: 1000 })
    assert.equal(code, 1)
    assert.match(out, /sudo tee \/etc\/apt\/sources\.list\.d\/berth-trixie\.sources/)
    assert.match(out, /sudo apt-get install --no-install-recommends --no-upgrade docker\.io\/trixie/)
    assert.deepEqual(changes(machine), [])
  })

  it('a dry run changes nothing', () => {
    using machine = new FakeMachine('debian 12')
    assert.equal(machine.run(['bring', 'test'], { dryRun: true }).code, 0)
    assert.deepEqual(changes(machine), [])
    assert.equal(machine.read(sources), undefined)
  })

  it('a suite that is known already is not added again', () => {
    using machine = new FakeMachine('debian 12')
    machine.program('apt-get', `case "$*" in *indextargets*) printf 'http://mirror.test/debian/ bookworm Packages\\nhttp://mirror.test/debian/ trixie Packages\\n' ;; esac`)
    machine.run(['bring_missing', 'up'])
    assert.equal(machine.read(sources), undefined)
  })
})

describe('Docker that is installed but down', () => {
  const down = 'case "$1" in version) [ -e "$BERTH_ROOT/up" ] && echo 26.1.5 ;; esac'

  it('is started in a session of its own where there is no systemd', () => {
    using machine = new FakeMachine('debian 13')
    machine.program('docker', down)
    machine.program('setsid', 'touch() { : >"$1"; }; touch "$BERTH_ROOT/up"')
    const { code, out } = machine.run(['bring_docker_up'])
    assert.equal(code, 0)
    assert.ok(machine.calls.includes('setsid dockerd'))
    assert.match(out, /its log is .*\/log\/dockerd\.log/)
  })

  it('is started by systemd where there is one', () => {
    using machine = new FakeMachine('debian 13')
    machine.write('run/systemd/system/x', '')
    machine.program('docker', down)
    machine.program('systemctl', ': >"$BERTH_ROOT/up"')
    assert.equal(machine.run(['bring_docker_up']).code, 0)
    assert.ok(machine.calls.includes('systemctl start docker'))
  })

  it('without root: says the command', () => {
    using machine = new FakeMachine('debian 13')
    machine.program('docker', down)
    const { code, err } = machine.run(['bring_docker_up'], { uid: 1000 })
    assert.equal(code, 1)
    assert.match(err, /Start it as root: setsid dockerd/)
  })
})

describe('the node that runs Berth', () => {
  it("is PATH's where it is new enough", () => {
    using machine = new FakeMachine('debian 13')
    machine.program('node', 'echo v24.1.0')
    assert.equal(machine.run(['choose_node']).out, `${machine.root}/bin/node\n`)
  })

  it('is the one among the npm packages where PATH has an older one', () => {
    using machine = new FakeMachine('debian 12')
    machine.program('node', 'echo v20.19.0')
    const arch = machine.run(['node_arch']).out.trim()
    machine.program('node', ':', `project/node_modules/node-linux-${arch}/bin`)
    assert.equal(machine.run(['choose_node']).out, `${machine.root}/project/node_modules/node-linux-${arch}/bin/node\n`)
  })

  it('is missing where there is neither', () => {
    using machine = new FakeMachine('debian 12')
    assert.equal(machine.run(['choose_node']).code, 1)
  })
})
