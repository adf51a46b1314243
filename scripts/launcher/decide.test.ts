import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { FakeMachine } from './machine.fake.ts'

const wholeDocker = { engine: '28.2.2', compose: '2.36.0', buildx: true }

describe('what is missing for berth up', () => {
  const cases = [
    { name: 'nothing where Docker is whole, whatever its origin', docker: wholeDocker, missing: [] },
    { name: 'the engine where only a client is here', docker: { compose: '2.36.0', buildx: true }, missing: ['engine'] },
    { name: 'the plugins where only the engine is here', docker: { engine: '28.2.2' }, missing: ['compose', 'buildx'] },
    { name: 'everything on a bare machine', docker: undefined, missing: ['engine', 'client', 'compose', 'buildx'] },
  ]
  for (const { name, docker, missing } of cases) {
    it(name, () => {
      using machine = new FakeMachine('debian 12')
      if (docker) machine.docker(docker)
      assert.deepEqual(machine.run(['missing_for', 'up']).out.split('\n').filter(Boolean), missing)
    })
  }

  it('an installed engine that is down is not missing', () => {
    using machine = new FakeMachine('debian 12')
    machine.docker({ compose: '2.36.0', buildx: true })
    machine.program('dockerd', "echo 'Docker version 26.1.5+dfsg1, build a72d7cd'", 'usr/sbin')
    assert.equal(machine.run(['missing_for', 'up']).out, '')
    assert.equal(machine.run(['engine_version']).out, '26.1.5\n')
  })

  for (const program of ['git', 'rsync']) {
    it(`${program} is: catalogues and copies of data need it`, () => {
      using machine = new FakeMachine('debian 12')
      machine.docker(wholeDocker)
      machine.remove(`bin/${program}`)
      assert.equal(machine.run(['missing_for', 'up']).out, `${program}\n`)
      assert.equal(machine.run(['package_of', program]).out, `${program}\n`)
    })
  }

  it('npm is, where the installed packages are not those of the lock file', () => {
    using machine = new FakeMachine('debian 12')
    machine.docker(wholeDocker)
    machine.write('project/node_modules/.berth-lock', 'the sum of another lock file')
    machine.remove('bin/npm')
    assert.equal(machine.run(['missing_for', 'up']).out, 'npm\n')
    assert.equal(machine.run(['package_of', 'npm']).out, 'nodejs npm\n')
  })
})

describe('where Docker comes from', () => {
  const cases = [
    { system: 'debian 12', packages: 'docker.io/trixie docker-cli/trixie docker-compose/trixie docker-buildx/trixie', suite: 'trixie' },
    { system: 'debian 13', packages: 'docker.io docker-cli docker-compose docker-buildx', suite: '' },
    { system: 'ubuntu 24.04', packages: 'docker.io docker-compose-v2 docker-buildx', suite: '' },
  ] as const
  for (const { system, packages, suite } of cases) {
    it(`${system}: ${packages}`, () => {
      using machine = new FakeMachine(system)
      const { out } = machine.run(['bring_missing', 'up'], { dryRun: true })
      assert.match(out, new RegExp(`^  from apt: ${packages}$`, 'm'))
      assert.equal(out.includes('the suite trixie of http://mirror.test/debian/'), suite !== '')
    })
  }

  it('a system that is not in the table: says what to do and stops', () => {
    using machine = new FakeMachine('fedora 42')
    const { code, out, err } = machine.run(['bring_missing', 'up'])
    assert.equal(code, 1)
    assert.match(out, /docs\.docker\.com\/engine\/install/)
    assert.match(err, /fedora 42 is not among/)
  })
})

describe('what is too old is left alone', () => {
  const cases = [
    { name: 'an engine', docker: { engine: '20.10.24', compose: '2.26.1' }, says: /Docker 20\.10\.24 is installed/ },
    { name: 'a compose', docker: { engine: '26.1.5', compose: '1.29.2' }, says: /Docker Compose 1\.29\.2 is installed/ },
  ]
  for (const { name, docker, says } of cases) {
    it(name, () => {
      using machine = new FakeMachine('debian 12')
      machine.docker(docker)
      const { code, err } = machine.run(['bring', 'up'])
      assert.equal(code, 1)
      assert.match(err, says)
      assert.deepEqual(
        machine.calls.filter((call) => call.startsWith('apt-get')),
        [],
      )
    })
  }
})
