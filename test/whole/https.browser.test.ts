import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import type { Page } from 'playwright-core'
import { makeAuthority, signFor } from '../../src/certificates/authority/sign.ts'
import { run } from '../../src/kit/run.ts'
import { Browser } from '../browser/harness.ts'
import { Berth } from './berth.ts'
import { awaitHttps } from './secure.ts'

describe('HTTPS in a real Chromium', () => {
  it('refuses the machine’s authority before it is trusted, accepts it after, and the live test turns green by itself', async () => {
    await using berth = await Berth.open()
    await claim(berth)
    await berth.json('/api/https', { method: 'PUT', body: { mode: 'lan' } })
    const { url } = await awaitHttps(berth, (view) => view.url !== null)
    assert.ok(url !== null)
    await using home = await openHome()
    {
      await using browser = await Browser.open({}, { env: home.env })
      const page = await browser.page(`http://berth.localhost:${berth.port}/trust`)
      await page.locator('[data-trusted=false]').waitFor()
      await assert.rejects(opened(page, `${url}/`), /ERR_CERT_AUTHORITY_INVALID/)
      assert.deepEqual(browser.complaints, [])
    }
    await home.trust((await berth.visit('berth', '/trust/berth.pem')).text)
    await using browser = await Browser.open({}, { env: home.env })
    const page = await browser.page(`http://berth.localhost:${berth.port}/trust`)
    await page.locator('[data-trusted=true]').waitFor()
    assert.equal((await opened(page, `${url}/api/https/proof`)).secure, true)
    assert.deepEqual(browser.complaints, [])
  })

  it('accepts a certificate for a name of the LAN and an address, and none that a stolen authority signs for the Internet', async () => {
    const authority = await makeAuthority('Berth on a test (aaaaaaaa)')
    await using home = await openHome()
    await home.trust(authority.certificate)
    await using own = await openSite(await signFor(['berth-home.local', '127.0.0.1'], authority, Date.now()))
    await using stolen = await openSite(await signFor(['bank.example.org'], authority, Date.now()))
    const args = ['--host-resolver-rules=MAP *.local 127.0.0.1,MAP *.example.org 127.0.0.1']
    await using browser = await Browser.open({}, { env: home.env, args })
    const page = await browser.page('about:blank')
    assert.equal((await opened(page, `https://berth-home.local:${own.port}/`)).secure, true)
    assert.equal((await opened(page, `https://127.0.0.1:${own.port}/`)).secure, true)
    await assert.rejects(opened(page, `https://wiki-home.local:${own.port}/`), /ERR_CERT_COMMON_NAME_INVALID/)
    await assert.rejects(opened(page, `https://bank.example.org:${stolen.port}/`), /ERR_CERT_/)
  })
})

async function opened(page: Page, url: string): Promise<{ readonly secure: boolean }> {
  await page.goto(url)
  return { secure: await page.evaluate<boolean>('isSecureContext') }
}

async function claim(berth: Berth): Promise<void> {
  const { code } = await berth.json<{ code: string }>('/api/local/urls')
  await berth.visit('berth', '/api/claim', { method: 'POST', body: { code, name: 'Ada', password: 'correct horse battery' }, headers: { origin: `http://berth.localhost:${berth.port}` } })
}

/** A home of its own for a browser, with what its person trusts. */
interface Home extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>
  trust(pem: string): Promise<void>
}

async function openHome(): Promise<Home> {
  const folder = await mkdtemp(join(tmpdir(), 'berth-home-'))
  // The older and the newer place, where Chromium on Linux looks for them.
  const stores = [join(folder, '.pki', 'nssdb'), join(folder, '.local', 'share', 'pki', 'nssdb')]
  for (const store of stores) {
    await mkdir(store, { recursive: true })
    await run(['certutil', '-N', '-d', `sql:${store}`, '--empty-password'])
  }
  return {
    env: { HOME: folder, PATH: '/usr/bin:/bin' },
    trust: async (pem) => {
      const file = join(folder, 'authority.pem')
      await writeFile(file, pem)
      for (const store of stores) await run(['certutil', '-A', '-d', `sql:${store}`, '-n', 'Berth', '-t', 'C,,', '-i', file])
    },
    [Symbol.asyncDispose]: async () => await rm(folder, { recursive: true, force: true }),
  }
}

async function openSite({ chain, key }: { readonly chain: string; readonly key: string }): Promise<AsyncDisposable & { readonly port: number }> {
  const server = createServer({ cert: chain, key }, (_, response) => response.setHeader('content-type', 'text/html').end('<p>here</p>'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}
