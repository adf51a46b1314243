import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Ask, Grant } from '../../model/grant.ts'
import { permissionsOf } from '../instance/granted.ts'
import { say } from '../messages.ts'
import { askedIn } from './asked.ts'

const asks = Ask.array().parse([
  { grant: 'shared', what: 'the folder that apps share', service: 'web', reach: 'part' },
  { grant: 'docker-socket', what: "Docker's own socket", service: 'web', reach: 'machine' },
  { grant: 'docker-socket', what: "Docker's own socket", service: 'worker', reach: 'machine' },
])

describe('what is asked for', () => {
  it('is shown once for all services, the dangerous first', () => {
    assert.deepEqual(
      askedIn(asks).map(({ grant, services, reach }) => [String(grant), services, reach]),
      [
        ['docker-socket', ['web', 'worker'], 'machine'],
        ['shared', ['web'], 'part'],
      ],
    )
  })

  it('stands before what was granted and is no longer asked for', () => {
    const grants = Grant.array().parse(['docker-socket', 'device:/dev/dri'])
    assert.deepEqual(
      permissionsOf(asks, grants).map(({ ask, isGranted, isAsked }) => [String(ask.grant), isGranted, isAsked]),
      [
        ['shared', false, true],
        ['docker-socket', true, true],
        ['device:/dev/dri', true, false],
      ],
    )
  })

  it('has a meaning in plain words, also where only reading is asked for', () => {
    assert.match(say.asks.meaning('folder:/srv/music:ro'), /^It reads there/)
    assert.match(say.asks.meaning('folder:/srv/music'), /reads and writes/)
    assert.match(say.asks.meaning('capability:NET_ADMIN'), /right/)
    assert.equal(say.asks.meaning('something-new:x'), '')
  })
})
