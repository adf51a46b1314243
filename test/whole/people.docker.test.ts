import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { tryRun } from '../../src/kit/run.ts'
import type { RunResult } from '../../src/kit/run.ts'
import { until } from '../../src/kit/until.ts'
import type { HttpsView } from '../../src/model/https.ts'
import type { InvitationView } from '../../src/model/invitation.ts'
import type { OutsideView } from '../../src/model/outside.ts'
import type { PersonView } from '../../src/model/person.ts'
import { Berth } from './berth.ts'
import type { Answer } from './berth.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const page = { accept: 'text/html', 'sec-fetch-mode': 'navigate' }
const password = 'correct horse battery'

describe('people, devices and links by the command line, against a real engine, gateway and app', () => {
  it('somebody is asked in, put into a group, let in by policy, and out again when removed', async () => {
    await using berth = await claimed()
    await cli(berth, 'groups', 'add', 'family')
    const cleo = await joins(berth, linkIn(await cli(berth, 'people', 'invite', 'Cleo', '--role', 'guest', '--group', 'Family')), 'Cleo')
    assert.match((await cli(berth, 'people')).out, /Cleo +guest +family +password/)
    assert.match((await cli(berth, 'invitations')).out, /Nobody is asked in/)
    assert.match((await cli(berth, 'groups')).out, /family +Cleo/)

    await cli(berth, 'install', 'secretive', '--access', 'members')
    assert.equal(await visits(berth, 'secretive', '/', cleo), 'refused')
    await agrees(berth, 'cleo', '/', 'deny')
    await cli(berth, 'access', 'secretive', 'set', 'group:family', '--path', '/cgi-bin')
    await agrees(berth, 'cleo', '/cgi-bin/headers', 'allow')
    await agrees(berth, 'stranger', '/cgi-bin/headers', 'sign-in')
    assert.equal(await visits(berth, 'secretive', '/cgi-bin/headers', cleo), 'in')
    assert.equal(await visits(berth, 'secretive', '/', cleo), 'refused')
    await cli(berth, 'access', 'secretive', 'set', 'CLEO')
    const inside = await enter(berth, 'secretive', '/', cleo)
    assert.equal(await sees(berth, 'secretive', inside), 200)

    const { out } = await cli(berth, 'people', 'sessions', 'cleo')
    assert.match(out, /^ID/)
    await cli(berth, 'people', 'remove', 'cleo', '--yes')
    assert.ok(await until(async () => ((await sees(berth, 'secretive', inside)) === 200 ? undefined : true), { deadline: 5000 }), 'out within five seconds')
    assert.deepEqual(
      (await people(berth)).map(({ name }) => name),
      ['Ada'],
    )
    assert.match((await cli(berth, 'access', 'secretive')).out, /everything/)
    assert.match((await cli(berth, 'audit', '--object', 'secretive')).out, /secretive/)
    const file = join(berth.data, 'audit.csv')
    await cli(berth, 'audit', '--export', file)
    assert.match(await readFile(file, 'utf8'), /^id,at,who,action,object,from,result\r\n[^]*Cleo/)
  })

  it('the way back by a link, for the owner too; a sign-in that is revoked is over', async () => {
    await using berth = await claimed()
    const link = linkIn(await cli(berth, 'people', 'link', 'ada'))
    const [waiting] = JSON.parse((await cli(berth, '--json', 'invitations')).out) as InvitationView[]
    assert.equal(waiting?.name, 'Ada')
    const cookie = await joins(berth, link)
    assert.equal((await berth.visit('berth', '/api/me', { headers: { cookie } })).status, 200)
    assert.equal((await tryJoin(berth, link)).status >= 400, true, 'a link is good once')
    const sessions = JSON.parse((await berth.visit('berth', '/api/sessions', { headers: { cookie } })).text) as { id: string; current: boolean }[]
    await cli(berth, 'sessions', 'revoke', sessions.find(({ current }) => current)?.id ?? '')
    assert.equal((await berth.visit('berth', '/api/me', { headers: { cookie } })).status, 401)
    const other = linkIn(await cli(berth, 'people', 'link', 'ada'))
    const [unused] = JSON.parse((await cli(berth, '--json', 'invitations')).out) as InvitationView[]
    await cli(berth, 'invitations', 'revoke', unused?.id ?? '')
    assert.equal((await tryJoin(berth, other)).status >= 400, true, 'a link that was taken back lets nobody in')
  })

  it('a tablet is paired by six digits, uses what is for it, and is out when revoked', async () => {
    await using berth = await claimed()
    await cli(berth, 'install', 'secretive', '--access', 'private')
    const pairing = cli(berth, 'devices', 'pair')
    const code = await until(async () => (JSON.parse((await berth.local('/api/devices/code')).text) as { code: string } | null)?.code, { deadline: 10_000 })
    const tablet = cookieOf(await post(berth, '/api/pair', { code, name: 'Tablet 1' }))
    const { out, err } = await pairing
    assert.deepEqual([out.trim(), /Tablet 1 is in/.test(err)], [code, true])
    assert.equal((await post(berth, '/api/pair', { code, name: 'Another' })).status >= 400, true, 'one device comes in with it')

    assert.equal(await visits(berth, 'secretive', '/', tablet), 'refused')
    await cli(berth, 'access', 'secretive', 'set', 'device:tablet 1')
    await agrees(berth, 'device:Tablet 1', '/', 'allow')
    const inside = await enter(berth, 'secretive', '/', tablet)
    assert.equal(await sees(berth, 'secretive', inside), 200)
    await cli(berth, 'devices', 'rename', 'tablet 1', 'Corner')
    assert.match((await cli(berth, 'devices')).out, /Corner/)
    await cli(berth, 'devices', 'revoke', 'corner', '--yes')
    assert.ok(await until(async () => ((await sees(berth, 'secretive', inside)) === 200 ? undefined : true), { deadline: 5000 }), 'out within five seconds')
  })

  it('a shared link opens its path and nothing else, until it is revoked; open mode opens what is for devices', async () => {
    await using berth = await claimed()
    await cli(berth, 'install', 'secretive', '--access', 'private')
    const link = new URL(linkIn(await cli(berth, 'links', 'add', 'secretive', '--path', '/cgi-bin', '--label', 'Grandma', '--hours', '2')))
    const opened = await berth.visit('secretive', link.pathname + link.search, { headers: page })
    const inside = cookieOf(opened)
    assert.equal(await sees(berth, 'secretive', inside, '/cgi-bin/headers'), 200)
    assert.notEqual(await sees(berth, 'secretive', inside, '/'), 200)
    const [made] = JSON.parse((await cli(berth, '--json', 'links', 'secretive')).out) as { id: string }[]
    await cli(berth, 'links', 'revoke', 'secretive', made?.id ?? '')
    assert.ok(await until(async () => ((await sees(berth, 'secretive', inside, '/cgi-bin/headers')) === 200 ? undefined : true), { deadline: 5000 }), 'out within five seconds')

    await cli(berth, 'access', 'secretive', 'set', 'devices')
    await agrees(berth, 'stranger', '/', 'sign-in')
    assert.match((await cli(berth, 'openmode', 'set', 'visitors=on')).out, /visitors +on/)
    await agrees(berth, 'stranger', '/', 'allow')
    assert.ok(await until(async () => ((await sees(berth, 'secretive', '')) === 200 ? true : undefined), { deadline: 5000 }))
    await cli(berth, 'openmode', 'set', 'visitors=off')
    assert.ok(await until(async () => ((await sees(berth, 'secretive', '')) === 200 ? undefined : true), { deadline: 5000 }))
  })

  it('a provider outside is set, changed with its secret kept, and removed', async () => {
    await using berth = await claimed()
    await cli(berth, 'groups', 'add', 'teachers')
    const file = join(berth.data, 'secret.txt')
    await writeFile(file, 's3cret-of-the-provider\n')
    const set = await cli(berth, 'outside', 'set', 'school', '--issuer', 'https://id.example.org', '--client-id', 'berth', '--secret-file', file, '--welcome', 'guest', '--map', 'staff=Teachers')
    assert.equal(set.out, `http://berth.localhost:${berth.port}/signin/outside/school/callback\n`)
    await cli(berth, 'outside', 'set', 'school', '--label', 'School account')
    const listed = await cli(berth, '--json', 'outside')
    const [school] = JSON.parse(listed.out) as OutsideView[]
    assert.deepEqual([school?.label, school?.secret, school?.welcome, school?.group_map], ['School account', true, 'guest', { staff: 'teachers' }])
    assert.doesNotMatch(listed.out + (await cli(berth, 'audit')).out, /s3cret/)
    await cli(berth, 'outside', 'remove', 'school', '--yes')
    assert.match((await cli(berth, 'outside')).out, /There is no provider/)
  })

  it('HTTPS from an authority of its own is turned on and off; a public one gives nothing for localhost', async () => {
    await using berth = await claimed()
    assert.match((await cli(berth, 'https')).out, /^HTTPS is off/)
    assert.match((await cli(berth, 'https', 'set', 'lan')).out, /fingerprint +([0-9A-F]{2}:){31}/)
    const certified = async (): Promise<HttpsView | undefined> => {
      const view = JSON.parse((await cli(berth, '--json', 'https')).out) as HttpsView
      return view.certificates.length > 0 && view.url !== null ? view : undefined
    }
    const view = await until(certified, { deadline: 20_000 })
    assert.equal(view?.mode, 'lan')
    assert.match((await cli(berth, 'https')).out, /berth\.localhost.* good\n/)
    const refused = await tryCli(berth, 'https', 'set', 'acme', '--dns', 'command', '--program', '/bin/true')
    assert.deepEqual([refused.code, /localhost/.test(refused.err)], [1, true])
    assert.match((await cli(berth, 'https', 'set', 'off')).out, /^HTTPS is off/)
  })

  it('who it is not, and what cannot be, is said in a sentence', async () => {
    await using berth = await claimed()
    const nobody = await tryCli(berth, 'people', 'link', 'Adda')
    assert.deepEqual([nobody.code, nobody.err], [3, 'berth: There is no person called Adda.\n  fix: Did you mean Ada? `berth people` lists what there is.\n'])
    assert.notEqual((await tryCli(berth, 'people', 'remove', 'Ada', '--yes')).code, 0, 'the owner cannot be removed')
    assert.notEqual((await tryCli(berth, 'people', 'change', 'Ada', '--role', 'guest')).code, 0)
    assert.equal((await tryCli(berth, 'groups', 'add', 'NOT GOOD')).code, 2)
    assert.deepEqual(
      (await people(berth)).map(({ name, role }) => `${name} ${role}`),
      ['Ada owner'],
    )
  })
})

async function claimed(): Promise<Berth> {
  const berth = await Berth.open()
  const { code } = await berth.json<{ code: string }>('/api/local/urls')
  await berth.json('/api/claim', { method: 'POST', body: { code, name: 'Ada', password } })
  return berth
}

async function people(berth: Berth): Promise<readonly PersonView[]> {
  return JSON.parse((await cli(berth, '--json', 'people')).out) as PersonView[]
}

async function cli(berth: Berth, ...words: readonly string[]): Promise<RunResult> {
  const result = await tryCli(berth, ...words)
  assert.equal(result.code, 0, `berth ${words.join(' ')}: ${result.err}`)
  return result
}

async function tryCli(berth: Berth, ...words: readonly string[]): Promise<RunResult> {
  const argv = [process.execPath, '--disable-warning=ExperimentalWarning', join(root, 'src/cli/main.ts'), ...words] as const
  return await tryRun([...argv], { env: { BERTH_DATA: berth.data, BERTH_HOME: root } })
}

/** The CLI's preview says what is decided of this visitor. */
async function agrees(berth: Berth, as: string, path: string, decision: string): Promise<void> {
  const { out } = await cli(berth, '--json', 'access', 'secretive', 'try', '--as', as, '--path', path)
  assert.equal((JSON.parse(out) as { decision: string }).decision, decision, `${as} at ${path}`)
}

function linkIn({ out }: RunResult): string {
  assert.match(out, /^http:\/\/\S+\n$/)
  return out.trim()
}

async function post(berth: Berth, path: string, body: unknown): Promise<Answer> {
  return await berth.visit('berth', path, { method: 'POST', body, headers: { origin: `http://berth.localhost:${berth.port}` } })
}

async function tryJoin(berth: Berth, link: string, name?: string): Promise<Answer> {
  const code = new URLSearchParams(new URL(link).hash.slice(1)).get('code')
  return await post(berth, '/api/join', { code, ...(name === undefined ? {} : { name, password }) })
}

/** The cookie of whoever came in. */
async function joins(berth: Berth, link: string, name?: string): Promise<string> {
  const joined = await tryJoin(berth, link, name)
  assert.equal(joined.status, 200, joined.text)
  return cookieOf(joined)
}

function cookieOf({ headers }: Answer): string {
  return (headers['set-cookie'] ?? []).map((cookie) => cookie.split(';')[0]).join('; ')
}

/** The app's own cookie, by the redirect from the console. */
async function enter(berth: Berth, app: string, path: string, cookie: string): Promise<string> {
  const sent = await berth.visit(app, path, { headers: page })
  const go = new URL(sent.headers.location ?? '', `http://berth.localhost:${berth.port}`)
  const ticket = await berth.visit('berth', go.pathname + go.search, { headers: { ...page, cookie } })
  const to = new URL(ticket.headers.location ?? '', `http://berth.localhost:${berth.port}`)
  if (to.hostname !== `${app}.localhost`) return ''
  return cookieOf(await berth.visit(app, to.pathname + to.search, { headers: page }))
}

async function sees(berth: Berth, app: string, cookie: string, path: string = '/'): Promise<number> {
  return (await berth.visit(app, path, { headers: { cookie } })).status
}

async function visits(berth: Berth, app: string, path: string, cookie: string): Promise<'in' | 'refused'> {
  return (await sees(berth, app, await enter(berth, app, path, cookie), path)) === 200 ? 'in' : 'refused'
}
