import assert from 'node:assert/strict'
import { test } from 'node:test'
import { headerKind, mayBeDeclared } from './headerkinds.ts'

for (const name of ['X-Ptl-Client-Type', 'X-Ptl-ID', 'Remote-User', 'X-Forwarded-User', 'X-WEBAUTH-USER', 'X_Auth', 'Auth!'])
  test(`an author may declare ${name}`, () => assert.equal(mayBeDeclared(name), true))

for (const name of [
  'Host',
  'Connection',
  'Keep-Alive',
  'Proxy-Connection',
  'Proxy-Authorization',
  'TE',
  'Trailer',
  'Upgrade',
  'Transfer-Encoding',
  'transfer_encoding',
  'Content-Length',
  'CONTENT_LENGTH',
  'Expect',
  'Cookie',
  'Origin',
  'Authorization',
  'X-Forwarded-For',
  'X_Forwarded_Proto',
  'X-Forwarded-Host',
  'X-Forwarded-Port',
  'Forwarded',
  'X-Real-IP',
  'X-Berth-Owner',
  'X.Berth.Owner',
  '',
  'X Auth',
  'X-Auth:',
  'X-Auth\r\nX-Other',
  'X-Ä',
])
  test(`and not ${JSON.stringify(name)}`, () => assert.equal(mayBeDeclared(name), false))

for (const name of ['remote_user', 'Remote.User', 'x!ptl!user', 'X.Forwarded_For', 'x_real_ip'])
  test(`${name} is the name of ours that a server may read in it`, () => assert.equal(headerKind(name), 'drop'))
