import assert from 'node:assert/strict'
import { chmod, copyFile, cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { run } from '../src/kit/run.ts'
import { until } from '../src/kit/until.ts'

const catalogue = join(import.meta.dirname, '../starter/all_apps')
const busybox = join(process.env['BERTH_DATA'] ?? '/var/lib/berth', 'cache/busybox')
const skip = existsSync(busybox) ? false : `there is no busybox at ${busybox}; ./berth test brings it`

describe('the starter apps, built and run by Docker', { skip }, () => {
  let folder = ''
  const made: string[] = []
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'berth-starter-'))
  })
  after(async () => {
    for (const name of made) await run(['docker', 'rm', '--force', name])
    for (const name of made) await run(['docker', 'rmi', '--force', name])
    await rm(folder, { recursive: true })
  })

  /** Builds the app and runs it with a data folder of its own; gives its address. */
  async function start(app: string): Promise<string> {
    const [name, context, data] = [`berth-starter-test-${process.pid}-${app}`, join(folder, app), join(folder, `${app}-data`)]
    await cp(join(catalogue, app), context, { recursive: true, verbatimSymlinks: true })
    await copyFile(busybox, join(context, 'busybox'))
    await mkdir(data, { recursive: true })
    await chmod(data, 0o777)
    await run(['docker', 'build', '--quiet', '--tag', name, context])
    made.push(name)
    await run(['docker', 'run', '--detach', '--name', name, '--publish', '127.0.0.1::8080', '--volume', `${data}:/data`, name])
    const { out } = await run(['docker', 'port', name, '8080/tcp'])
    const address = `http://${out.trim()}`
    assert.ok(
      await until(
        () =>
          fetch(address).then(
            (answer) => answer.ok || undefined,
            () => undefined,
          ),
        { deadline: 20_000 },
      ),
      'it answers',
    )
    return address
  }

  it('welcome explains itself and counts every visit, also those at the same moment', async () => {
    const address = await start('welcome')
    assert.match(await (await fetch(address)).text(), /Your first app has docked/)
    await Promise.all(Array.from({ length: 8 }, () => fetch(`${address}/cgi-bin/visit`, { method: 'POST' })))
    const { visits } = (await (await fetch(`${address}/cgi-bin/visit`)).json()) as { visits: number }
    assert.equal(visits, 8)
  })

  it('notes keeps what is written and shows it as words, never as a page', async () => {
    const address = await start('notes')
    await fetch(`${address}/cgi-bin/book`, { method: 'POST', body: new URLSearchParams({ name: 'Zoë', words: '<b>50% & more</b>' }) })
    const page = await (await fetch(`${address}/cgi-bin/book`)).text()
    assert.match(page, /&lt;b&gt;50% &amp; more&lt;\/b&gt;/)
    assert.match(page, /Zoë/)
  })

  it('files lists a folder and gives its files, and nothing outside of it', async () => {
    await mkdir(join(folder, 'files-data/more'), { recursive: true })
    await writeFile(join(folder, 'files-data/a b#<ü>.txt'), 'hello')
    const address = await start('files')
    const page = await (await fetch(`${address}/data/`)).text()
    const link = /href="\.\/([^"]+)">a b#&lt;ü&gt;\.txt/.exec(page)?.[1]
    assert.equal(await (await fetch(`${address}/data/${link}`)).text(), 'hello')
    assert.equal((await fetch(`${address}/data/more/`)).status, 200)
    assert.equal((await fetch(`${address}/data/%2e%2e%2fetc%2fpasswd`)).ok, false)
  })
})
