import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { Problem } from '../../model/problem.ts'
import { lineOf, makeKey } from './keys.testbed.ts'
import { readKeys } from './text.ts'

const ed25519 = await makeKey(['-t', 'ed25519'])
const good = ed25519.line.trim()
const [, body = ''] = good.split(' ')

function problemOf(text: string): Problem {
  try {
    readKeys(text)
  } catch (error) {
    if (error instanceof Problem) return error
    throw error
  }
  throw new Error('it was taken')
}

const taken: readonly (readonly string[])[] = [
  ['-t', 'ed25519'],
  ['-t', 'ecdsa', '-b', '256'],
  ['-t', 'ecdsa', '-b', '384'],
  ['-t', 'ecdsa', '-b', '521'],
  ['-t', 'rsa', '-b', '2048'],
  ['-t', 'rsa', '-b', '3072'],
]
for (const options of taken) {
  test(`a key made with ${options.join(' ')} is taken, with the fingerprint that OpenSSH prints`, async () => {
    const made = await makeKey(options, 'ada@big laptop')
    const [key] = readKeys(made.line)
    assert.deepEqual([key?.fingerprint, key?.comment, key?.line], [made.fingerprint, 'ada@big laptop', 1])
    assert.deepEqual(key && `${key.type} ${key.blob} ${key.comment}\n`, made.line)
  })
}

for (const options of [
  ['-t', 'rsa', '-b', '1024'],
  ['-t', 'rsa', '-b', '2040'],
]) {
  test(`a key made with ${options.join(' ')} is too weak, and how many bits it has is said`, async () => {
    const { code, message } = problemOf((await makeKey(options)).line)
    assert.equal(code, 'ssh-key')
    assert.match(message, new RegExp(`Line 1 .* RSA key of ${options[3]} bits is too weak`))
  })
}

test('private keys pasted by mistake are recognised in all their forms, and nothing of them is said', async () => {
  const secrets = [
    ed25519.secret,
    (await makeKey(['-t', 'rsa', '-b', '2048', '-m', 'PEM'])).secret,
    (await makeKey(['-t', 'ecdsa', '-m', 'PKCS8'])).secret,
    'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none',
    ed25519.secret.split('\n')[1] ?? '',
  ]
  for (const secret of secrets) {
    const problem = problemOf(`${good}\n\n${secret}`)
    assert.deepEqual([problem.code, problem.values], ['ssh-key-private', { line: 3 }])
  }
})

const p256 = Buffer.concat([Buffer.from([4]), Buffer.alloc(63), Buffer.from([1])])
const odd = (bytes: number): Buffer => Buffer.concat([Buffer.from([0, 0x80]), randomBytes(bytes - 3), Buffer.from([1])])
const two = Buffer.from([2])
const three = Buffer.from([3])
const faults: readonly (readonly [what: string, text: string, says: RegExp])[] = [
  ['DSA', 'ssh-dss AAAAB3NzaC1kc3MAAACBAP', /DSA keys are no longer safe/],
  ['a security device', 'sk-ssh-ed25519@openssh.com AAAAGnNr ada', /security device/],
  ['a certificate', `ssh-ed25519-cert-v01@openssh.com ${body}`, /a certificate, not a key/],
  ['SSH version 1', '1024 35 1230984712093847', /version 1/],
  ['a fingerprint', ed25519.fingerprint, /the fingerprint of a key/],
  ['a line of ssh-keygen -l', `256 ${ed25519.fingerprint} ada (ED25519)`, /the fingerprint of a key/],
  ['options before it', `command="rm -rf /",no-pty ${good}`, /options before the type/],
  ['from= before it', `from="10.0.0.1" ${good}`, /options before the type/],
  ['no type', body, /the type is missing/],
  ['another word', 'hello world', /does not begin with a type/],
  ['an option of a program', '-oProxyCommand=x', /does not begin with a type/],
  ['the type alone', 'ssh-ed25519', /the key itself is missing/],
  ['half of it', good.slice(0, 50), /cut short or damaged/],
  ['one letter less', `ssh-ed25519 ${body.slice(0, -1)}`, /cut short or damaged/],
  ['a letter that is not base64', `ssh-ed25519 ${body.replace('A', '$')}`, /cut short or damaged/],
  ['base64 of the web', `ssh-ed25519 ${body.slice(0, 30)}-${body.slice(31)}`, /cut short or damaged/],
  ['something behind the key', `ssh-ed25519 ${Buffer.concat([Buffer.from(body, 'base64'), Buffer.from([1])]).toString('base64')}`, /cut short or damaged/],
  ['a length beyond its end', `ssh-ed25519 ${Buffer.from([0xff, 0xff, 0xff, 0xff, 1]).toString('base64')}`, /cut short or damaged/],
  ['another kind inside', `ssh-rsa ${body}`, /it says ssh-rsa and holds another kind/],
  ['an ed25519 key of 31 bytes', lineOf('ssh-ed25519', 'ssh-ed25519', randomBytes(31)), /damaged/],
  ['one field too many', lineOf('ssh-ed25519', 'ssh-ed25519', randomBytes(32), ''), /damaged/],
  ['no field', lineOf('ssh-ed25519', 'ssh-ed25519'), /damaged/],
  ['another curve inside', lineOf('ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp256', 'nistp384', p256), /damaged/],
  ['a point that is not on the curve', lineOf('ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp256', 'nistp256', p256), /damaged/],
  ['a point of the wrong length', lineOf('ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp384', 'nistp384', p256), /damaged/],
  ['a compressed point', lineOf('ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp256', 'nistp256', Buffer.concat([two, randomBytes(32)])), /damaged/],
  ['a negative modulus', lineOf('ssh-rsa', 'ssh-rsa', three, odd(257).subarray(1)), /damaged/],
  ['a modulus filled up with zeros', lineOf('ssh-rsa', 'ssh-rsa', three, Buffer.concat([Buffer.alloc(200), odd(57)])), /damaged/],
  ['an even exponent', lineOf('ssh-rsa', 'ssh-rsa', two, odd(257)), /damaged/],
  ['an exponent of one', lineOf('ssh-rsa', 'ssh-rsa', Buffer.from([1]), odd(257)), /damaged/],
  ['no exponent', lineOf('ssh-rsa', 'ssh-rsa', '', odd(257)), /damaged/],
  ['an even modulus', lineOf('ssh-rsa', 'ssh-rsa', three, Buffer.concat([odd(256), two])), /damaged/],
  ['a modulus of 20,000 bits', lineOf('ssh-rsa', 'ssh-rsa', three, odd(2501)), /20000 bits is too long/],
  ['another program’s form', '---- BEGIN SSH2 PUBLIC KEY ----', /the form of another program/],
  ['the form of OpenSSL', '-----BEGIN PUBLIC KEY-----', /the form of another program/],
]
for (const [what, text, says] of faults) {
  test(`${what} is refused with the number of its line`, () => {
    const problem = problemOf(`# my keys\r\n${good}\r\n   \r\n${text}\r\n`)
    assert.deepEqual([problem.code, problem.values['line']], ['ssh-key', 4])
    assert.match(problem.message, says)
    assert.match(problem.fix, /nothing was added\.$/)
  })
}

test('several lines are several keys; empty lines, comments, a byte order mark and any end of line are passed over', async () => {
  const second = await makeKey(['-t', 'ed25519'], '')
  const keys = readKeys(`\uFEFF# laptop\r\n  ${good}  \r\n\r# phone\n${second.line}`)
  assert.deepEqual(
    keys.map(({ line, comment, fingerprint }) => [line, comment, fingerprint]),
    [
      [2, 'ada@laptop', ed25519.fingerprint],
      [5, '', second.fingerprint],
    ],
  )
})

test('a text without a key, and one with the same key twice, are refused', () => {
  assert.match(problemOf(' \n# nothing\n').message, /there is no key in it/)
  const twice = problemOf(`${good}\n${good.replace('ada', 'eve')}`)
  assert.deepEqual([twice.code, twice.values], ['ssh-key-taken', { line: 2, where: 'on line 1 as well' }])
})

test('whatever is pasted, it is taken or refused with a problem', () => {
  const words = fc.constantFrom('ssh-ed25519', 'ssh-rsa', 'ecdsa-sha2-nistp256', body, body.slice(0, 40), ' ', '\n', 'AAAA', '=', '-----BEGIN ')
  fc.assert(
    fc.property(fc.array(fc.oneof(words, fc.string(), fc.base64String())), (parts) => {
      const outcome = (() => {
        try {
          return readKeys(parts.join(' '))
        } catch (error) {
          return error
        }
      })()
      assert.ok(Array.isArray(outcome) ? outcome.length > 0 : outcome instanceof Problem)
    }),
  )
})
