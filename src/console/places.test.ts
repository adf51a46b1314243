import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { AppName } from '../model/names.ts'
import { appPath, imagePath, isElsewhere, nextAfterSignIn, offerPath, placeAt, previewPath, repositoryPath } from './places.ts'

describe('paths', () => {
  const known = [
    ['/', { screen: 'home' }],
    ['/store/', { screen: 'store' }],
    ['/activity/audit', { screen: 'audit' }],
    ['/account', { screen: 'account' }],
    ['/join', { screen: 'door' }],
    ['/apps/notes', { screen: 'app', name: 'notes', tab: 'overview' }],
    ['/apps/notes-2/logs', { screen: 'app', name: 'notes-2', tab: 'logs' }],
    ['/apps/notes/updates', { screen: 'app', name: 'notes', tab: 'updates' }],
    ['/store/starter/notes', { screen: 'offer', store: 'starter', app: 'notes' }],
    ['/store/starter', { screen: 'nowhere' }],
    ['/store/starter/No', { screen: 'nowhere' }],
    ['/store/%E0%A4%A/notes', { screen: 'nowhere' }],
    ['/apps/notes/nothing', { screen: 'nowhere' }],
    ['/apps/', { screen: 'nowhere' }],
    ['/projects', { screen: 'projects' }],
    ['/projects/shop', { screen: 'project', name: 'shop', tab: 'overview' }],
    ['/projects/shop/env', { screen: 'project', name: 'shop', tab: 'env' }],
    ['/projects/shop/nothing', { screen: 'nowhere' }],
    ['/projects/..', { screen: 'nowhere' }],
    ['/previews', { screen: 'previews' }],
    ['/previews/connections', { screen: 'connections' }],
    ['/previews/app-pr-12', { screen: 'preview', name: 'app-pr-12' }],
    ['/previews/repositories/a1b2c3d4e5f6', { screen: 'repository', id: 'a1b2c3d4e5f6', tab: 'rules' }],
    ['/previews/repositories/a1b2c3d4e5f6/variables', { screen: 'repository', id: 'a1b2c3d4e5f6', tab: 'variables' }],
    ['/previews/repositories/short', { screen: 'nowhere' }],
    ['/previews/repositories/a1b2c3d4e5f6/nothing', { screen: 'nowhere' }],
    ['/run', { screen: 'newimage' }],
    ['/images', { screen: 'images' }],
    ['/images/notes', { screen: 'image', name: 'notes', tab: 'overview' }],
    ['/images/notes/documents', { screen: 'image', name: 'notes', tab: 'documents' }],
    ['/images/notes/nothing', { screen: 'nowhere' }],
    ['/connect/github', { screen: 'github' }],
    ['/people', { screen: 'people', tab: 'people' }],
    ['/people/devices/', { screen: 'people', tab: 'devices' }],
    ['/people/nobody', { screen: 'nowhere' }],
    ['/apps/notes/access', { screen: 'app', name: 'notes', tab: 'access' }],
    ['/constructor', { screen: 'nowhere' }],
    ['/apps/<b>', { screen: 'nowhere' }],
  ] as const
  for (const [path, place] of known) {
    it(`${path} is ${JSON.stringify(place)}`, () => assert.deepEqual(placeAt(path), place))
  }

  it('of an app lead back to it', () => {
    assert.deepEqual(placeAt(appPath('notes', 'danger')), { screen: 'app', name: 'notes', tab: 'danger' })
    assert.deepEqual(placeAt(imagePath('notes', 'variables')), { screen: 'image', name: 'notes', tab: 'variables' })
    assert.deepEqual(placeAt(repositoryPath('a1b2c3d4e5f6', 'variables')), { screen: 'repository', id: 'a1b2c3d4e5f6', tab: 'variables' })
    assert.deepEqual(placeAt(previewPath('app-pr-1')), { screen: 'preview', name: 'app-pr-1' })
    assert.deepEqual(placeAt(offerPath({ store: 'my apps', app: AppName.parse('notes') })), { screen: 'offer', store: 'my apps', app: 'notes' })
  })
})

describe('what the engine answers and no screen', () => {
  for (const path of ['/api/me', '/go?instance=notes', '/oidc/auth', '/connect/github', '/documentation/lab/first/', '/signin/outside/school?next=/'])
    it(path, () => assert.equal(isElsewhere(path), true))
  for (const path of ['/', '/signin', '/signin?next=/go', '/goods', '/apidocs', '/account']) it(`not ${path}`, () => assert.equal(isElsewhere(path), false))
})

describe('after signing in', () => {
  const cases = [
    ['?next=%2Fgo%3Finstance%3Dnotes%26to%3Dhttp%253A%252F%252Fnotes.localhost%252F', '/go?instance=notes&to=http%3A%2F%2Fnotes.localhost%2F'],
    ['?next=/shelf', '/shelf'],
    ['', '/'],
    ['?next=//evil.example', '/'],
    ['?next=/%5Cevil.example', '/'],
    ['?next=/%09/evil.example', '/'],
    ['?next=https://evil.example', '/'],
    ['?next=javascript:alert(1)', '/'],
  ] as const
  for (const [query, next] of cases) {
    it(`${query || 'nothing asked'} leads to ${next}`, () => assert.equal(nextAfterSignIn(query), next))
  }
})
