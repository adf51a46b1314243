import assert from 'node:assert/strict'
import { test } from 'node:test'
import { localPath } from './localpath.ts'
import { signInUrl } from './signin.ts'

const asked = { instance: 'wiki', scheme: 'http', domain: 'school.lan', isApps: false, path: '/a?b=1', lan: 'school', consolePort: undefined } as const

for (const [what, more, url] of [
  ['by name', { host: 'wiki.school.lan' }, 'http://berth.school.lan/go?instance=wiki&to=http%3A%2F%2Fwiki.school.lan%2Fa%3Fb%3D1'],
  ['by name at another port', { host: 'wiki.school.lan:8080' }, 'http://berth.school.lan:8080/go?instance=wiki&to=http%3A%2F%2Fwiki.school.lan%3A8080%2Fa%3Fb%3D1'],
  ['by its name on the LAN', { host: 'wiki-school.local' }, 'http://berth-school.local/go?instance=wiki&to=http%3A%2F%2Fwiki-school.local%2Fa%3Fb%3D1'],
  ['by its own port', { host: '10.0.0.2:9001', consolePort: 80 }, 'http://10.0.0.2/go?instance=wiki&to=http%3A%2F%2F10.0.0.2%3A9001%2Fa%3Fb%3D1'],
  ['by its own port on a name', { host: 'school.lan:9001', consolePort: 8080 }, 'http://berth.school.lan:8080/go?instance=wiki&to=http%3A%2F%2Fschool.lan%3A9001%2Fa%3Fb%3D1'],
  ['by its own port on IPv6', { host: '[::1]:9001', consolePort: 8080 }, 'http://[::1]:8080/go?instance=wiki&to=http%3A%2F%2F%5B%3A%3A1%5D%3A9001%2Fa%3Fb%3D1'],
  ['by a name of its own', { host: 'shop.example.org:8080', isApps: true }, 'http://berth.school.lan:8080/go?instance=wiki&to=http%3A%2F%2Fshop.example.org%3A8080%2Fa%3Fb%3D1'],
  [
    'by HTTPS where the console has none',
    { scheme: 'https', host: 'shop.example.org', isApps: true, consoleScheme: 'http', consolePort: 8080 },
    'http://berth.school.lan:8080/go?instance=wiki&to=https%3A%2F%2Fshop.example.org%2Fa%3Fb%3D1',
  ],
  [
    'by its own port on a name of its own',
    { host: 'shop.example.org:9001', isApps: true, consolePort: 80 },
    'http://berth.school.lan/go?instance=wiki&to=http%3A%2F%2Fshop.example.org%3A9001%2Fa%3Fb%3D1',
  ],
] as const) {
  test(`who came ${what} signs in at the console there`, () => assert.equal(signInUrl({ ...asked, ...more }), url))
}

for (const path of ['/', '/a?b=c#d', '/a//b', '/~x']) test(`${path} is local`, () => assert.equal(localPath(path), path))

for (const odd of [null, '', 'a', 'http://evil', '//evil', '/\\evil', '/a\\b', '\\\\evil', '/\t/evil', '/\n/evil', ' //evil', '/.berth/enter?ticket=x', 'javascript:alert(1)']) {
  test(`${JSON.stringify(odd)} is not`, () => assert.equal(localPath(odd), '/'))
}
