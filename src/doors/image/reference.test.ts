import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { followed, hostName, parseReference, pinned, shortName, textOf } from './reference.ts'

const digest = `sha256:${'a'.repeat(64)}`

describe('the name of an image', () => {
  const table: readonly (readonly [string, string, string, string | null, string | null])[] = [
    ['nginx', 'docker.io', 'library/nginx', null, null],
    ['nginx:1.2', 'docker.io', 'library/nginx', '1.2', null],
    ['a/b', 'docker.io', 'a/b', null, null],
    ['docker.io/nginx', 'docker.io', 'library/nginx', null, null],
    ['index.docker.io/a/b:c', 'docker.io', 'a/b', 'c', null],
    ['ghcr.io/x/y:1', 'ghcr.io', 'x/y', '1', null],
    ['localhost/x', 'localhost', 'x', null, null],
    ['localhost:5000/x/y/z:T', 'localhost:5000', 'x/y/z', 'T', null],
    ['127.0.0.1:5000/x', '127.0.0.1:5000', 'x', null, null],
    ['[::1]:5000/x', '[::1]:5000', 'x', null, null],
    [`a@${digest}`, 'docker.io', 'library/a', null, digest],
    [`GHCR.io/x/y:1@${digest}`, 'ghcr.io', 'x/y', '1', digest],
  ]
  for (const [image, ...parts] of table) {
    it(`${image} is read as Docker reads it`, () => {
      const reference = parseReference(image)
      assert.deepEqual([reference.host, reference.repository, reference.tag, reference.digest], parts)
    })
  }

  it('what is none is refused in words', () => {
    for (const image of ['', 'UPPER', 'a b', 'a:', ':a', 'a@sha256:12', '-x', 'a//b', 'http://a/b', '--privileged', 'a;b', '$(x)', `${'a'.repeat(200)}/${'b'.repeat(90)}`]) {
      assert.throws(() => parseReference(image), { code: 'bad-image' }, image)
    }
  })

  it('its tag is followed, unless a digest says which image it is', () => {
    assert.deepEqual(
      ['a', 'a:1', `a@${digest}`, `a:1@${digest}`].map((image) => followed(parseReference(image))),
      ['latest', '1', null, null],
    )
    assert.equal(pinned(parseReference('a:1'), digest), `docker.io/library/a@${digest}`)
    assert.deepEqual(['Registry-1.docker.io', 'GHCR.IO'].map(hostName), ['docker.io', 'ghcr.io'])
  })

  it('written out whole or short and read again it is the same', () => {
    const word = fc.stringMatching(/^(?:[a-z0-9]{1,8}|a\.b|localhost|library)$/)
    const host = fc.constantFrom('', 'docker.io/', 'ghcr.io/', 'localhost:5000/', '10.0.0.1/', '[::1]:80/')
    const tag = fc.oneof(fc.constant(''), fc.stringMatching(/^:[\w][\w.-]{0,10}$/))
    const end = fc.constantFrom('', `@${digest}`)
    fc.assert(
      fc.property(host, fc.array(word, { minLength: 1, maxLength: 4 }), tag, end, (at, path, tagged, pin) => {
        const reference = parseReference(`${at}${path.join('/')}${tagged}${pin}`)
        assert.deepEqual(parseReference(textOf(reference)), reference)
        assert.deepEqual(parseReference(shortName(reference)), reference)
      }),
    )
  })
})
