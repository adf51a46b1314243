import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { systemClock } from '../../../kit/clock.ts'
import { run } from '../../../kit/run.ts'
import { InstanceName } from '../../../model/names.ts'
import { GitSite } from '../../store/gitsite.testbed.ts'
import { Documents } from './documents.ts'
import { isOutside } from './outside.ts'
import { isProblem, TextRows } from './sample.testbed.ts'

const lab = InstanceName.parse('lab')
const other = InstanceName.parse('lab-2')
const text = 'id: x\n\n# Steam\n\n## Begin\nDuration: 5\n\nHello\n\n## End\nBye\n'
const { signal } = new AbortController()
const png = Buffer.from('89504e470d0a1a0a0000000d', 'hex')

/** A folder for documents, and a repository that a web server gives. */
class Desk implements AsyncDisposable {
  readonly root: string
  readonly rows = new TextRows()
  readonly site: GitSite

  private constructor(root: string, site: GitSite) {
    this.root = root
    this.site = site
  }

  static async open(): Promise<Desk> {
    const root = await mkdtemp(join(tmpdir(), 'berth-documents-'))
    await mkdir(join(root, 'work'))
    await run(['git', 'init', '--quiet', '--initial-branch=main', '--', join(root, 'work')])
    await run(['git', '-C', join(root, 'work'), 'config', 'uploadpack.allowFilter', 'true'])
    return new Desk(root, await GitSite.open(join(root, 'work')))
  }

  get url(): string {
    return `${this.site.url}/.git`
  }

  get folder(): string {
    return join(this.root, 'documents')
  }

  /** As after a restart. */
  documents(anywhere = true): Documents {
    return new Documents({ folder: this.folder, rows: this.rows, clock: systemClock, anywhere })
  }

  async write(path: string, content: string | Buffer): Promise<void> {
    const file = join(this.root, 'work', path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, content)
  }

  async commit(): Promise<void> {
    const git = ['git', '-C', join(this.root, 'work'), '-c', 'user.name=Ada', '-c', 'user.email=ada@example.org'] as const
    await run([...git, 'add', '--all'])
    await run([...git, 'commit', '--quiet', '--message', 'x'])
  }

  async fetch(path: string, branch?: string): Promise<string> {
    const documents = this.documents()
    await documents.put(lab, 'guide', { git: { url: this.url, path, ...(branch === undefined ? {} : { branch }) } }, signal)
    return (await documents.page(lab, 'guide')) ?? ''
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.site[Symbol.asyncDispose]()
    await rm(this.root, { recursive: true, force: true })
  }
}

describe('documents beside apps', () => {
  it('a text becomes a page, told of by its title, steps and minutes, and is there after a restart', async () => {
    await using desk = await Desk.open()
    const put = await desk.documents().put(lab, 'guide', { text }, signal)
    assert.deepEqual({ ...put, updated: '' }, { app: 'lab', document: 'guide', title: 'Steam', minutes: 5, steps: 2, source: { kind: 'upload' }, updated: '' })
    const again = desk.documents()
    assert.deepEqual(await again.list(), [put])
    assert.match((await again.page(lab, 'guide')) ?? '', /<h1>Steam<\/h1>[^]*data-minutes="5"/)
    assert.match((await again.page(lab, 'guide')) ?? '', /data-key="berth.lab:lab\/guide"/)
  })

  it('one takes the place of another of its name; what cannot be shown takes none', async () => {
    await using desk = await Desk.open()
    const documents = desk.documents()
    await documents.put(lab, 'guide', { text }, signal)
    assert.match((await documents.page(lab, 'guide')) ?? '', /Hello/)
    await assert.rejects(documents.put(lab, 'guide', { text: 'no steps' }, signal), isProblem('bad-document'))
    assert.match((await documents.page(lab, 'guide')) ?? '', /Hello/)
    await documents.put(lab, 'guide', { text: text.replace('Hello', 'Hi') }, signal)
    assert.match((await documents.page(lab, 'guide')) ?? '', /<p>Hi/)
    assert.equal((await documents.list()).length, 1)
  })

  it('each app has its own; what is removed leaves nothing', async () => {
    await using desk = await Desk.open()
    const documents = desk.documents()
    await documents.put(lab, 'guide', { text }, signal)
    await documents.put(lab, 'user_guide', { text }, signal)
    await documents.put(other, 'guide', { text }, signal)
    assert.deepEqual(
      (await documents.list(lab)).map(({ document }) => document),
      ['guide', 'user_guide'],
    )
    await documents.remove(lab, 'guide')
    await assert.rejects(documents.remove(lab, 'guide'), isProblem('not-found'))
    assert.equal(await documents.page(lab, 'guide'), undefined)
    await documents.removeAll(lab)
    assert.deepEqual(
      (await documents.list()).map(({ app }) => app),
      ['lab-2'],
    )
    assert.deepEqual(await readdir(join(desk.folder, 'lab')), [])
  })

  it('names that lead elsewhere are none, and a row that cannot be read hides no other', async () => {
    await using desk = await Desk.open()
    const documents = desk.documents()
    for (const name of ['../x', '.', '', 'A', 'a/b', 'x'.repeat(41)]) {
      await assert.rejects(documents.put(lab, name, { text }, signal), isProblem('invalid'))
      assert.equal(await documents.page(lab, name), undefined)
    }
    await documents.put(lab, 'guide', { text }, signal)
    await desk.rows.put('document/lab/odd', { odd: true })
    assert.equal((await documents.list()).length, 1)
    assert.equal(await documents.page(lab, 'odd'), undefined)
  })

  it('just one of a text and an address is taken', async () => {
    await using desk = await Desk.open()
    await assert.rejects(desk.documents().put(lab, 'guide', {}, signal), isProblem('invalid'))
    await assert.rejects(desk.documents().put(lab, 'guide', { text, git: { url: desk.url, path: 'x.md' } }, signal), isProblem('invalid'))
  })
})

describe('a document out of a git repository', () => {
  it('comes with the pictures beside it, and anew when it is asked for', async () => {
    await using desk = await Desk.open()
    await desk.write('labs/guide.md', `${text}\n![a](img/a.png) ![b](/top.png) ![c](../../out.png) ![d](fake.png) ![e](none.png)\n`)
    await desk.write('labs/img/a.png', png)
    await desk.write('top.png', png)
    await desk.write('labs/fake.png', '<script>')
    await desk.commit()
    const documents = desk.documents()
    const put = await documents.put(lab, 'guide', { git: { url: desk.url, path: 'labs/guide.md' } }, signal)
    assert.ok(put.source.kind === 'git' && /^[0-9a-f]{40}$/.test(put.source.commit))
    assert.equal((await documents.page(lab, 'guide'))?.match(/<img src="data:image\/png;base64,iVBORw0KGgoAAAAN"/g)?.length, 2)
    await desk.write('labs/guide.md', text.replace('Steam', 'Water'))
    await desk.commit()
    assert.equal((await desk.documents().refresh(lab, 'guide', signal)).title, 'Water')
    assert.doesNotMatch((await documents.page(lab, 'guide')) ?? '', /<img/)
    assert.deepEqual((await readdir(desk.folder)).sort(), ['lab'])
  })

  it('of the branch that is asked for', async () => {
    await using desk = await Desk.open()
    await desk.write('guide.md', text)
    await desk.commit()
    await run(['git', '-C', join(desk.root, 'work'), 'checkout', '-q', '-b', 'next/one'])
    await desk.write('guide.md', text.replace('Steam', 'Wind'))
    await desk.commit()
    await run(['git', '-C', join(desk.root, 'work'), 'checkout', '-q', 'main'])
    assert.match(await desk.fetch('guide.md', 'next/one'), /<h1>Wind/)
    const fresh = await desk.documents().refresh(lab, 'guide', signal)
    assert.deepEqual([fresh.title, fresh.source.kind === 'git' && fresh.source.branch], ['Wind', 'next/one'])
    assert.deepEqual(await desk.documents().list(lab), [fresh])
    assert.match(await desk.fetch('guide.md'), /<h1>Steam/)
    await assert.rejects(desk.fetch('guide.md', 'nowhere'), isProblem('fetch-failed', /git says/))
    for (const branch of ['--upload-pack=touch', 'a..b', 'x y', '-x', 'a:b']) await assert.rejects(desk.fetch('guide.md', branch), isProblem('invalid'))
  })

  it('large files beside it stay where they are', async () => {
    await using desk = await Desk.open()
    await desk.write('guide.md', `${text}\n![a](large.png)\n`)
    await desk.write('large.png', Buffer.concat([png, Buffer.alloc(6_000_000, 7)]))
    await desk.commit()
    assert.doesNotMatch(await desk.fetch('guide.md'), /<img/)
    await desk.write('guide.md', text + 'x'.repeat(6_000_000))
    await desk.commit()
    await assert.rejects(desk.fetch('guide.md'), isProblem('bad-document', /larger than 2 MB/))
  })

  it('submodules, links, pointers of LFS and paths that lead out are refused with a sentence, and nothing is kept', async () => {
    await using desk = await Desk.open()
    await desk.write('lfs.md', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n')
    await desk.write('real/guide.md', text)
    await symlink('/etc/passwd', join(desk.root, 'work', 'passwd.md'))
    await symlink('real', join(desk.root, 'work', 'linked'))
    await desk.commit()
    const commit = (await run(['git', '-C', join(desk.root, 'work'), 'rev-parse', 'HEAD'])).out.trim()
    await run(['git', '-C', join(desk.root, 'work'), 'update-index', '--add', '--cacheinfo', `160000,${commit},sub`])
    await run(['git', '-C', join(desk.root, 'work'), '-c', 'user.name=Ada', '-c', 'user.email=a@example.org', 'commit', '--quiet', '--message', 'x'])
    await assert.rejects(desk.fetch('lfs.md'), isProblem('bad-document', /Git LFS/))
    await assert.rejects(desk.fetch('passwd.md'), isProblem('fetch-failed', /behind a link/))
    await assert.rejects(desk.fetch('linked/guide.md'), isProblem('fetch-failed', /behind a link/))
    await assert.rejects(desk.fetch('sub/guide.md'), isProblem('fetch-failed', /submodule/))
    await assert.rejects(desk.fetch('real'), isProblem('fetch-failed', /no file real/))
    await assert.rejects(desk.fetch('none.md'), isProblem('fetch-failed', /no file none.md/))
    await assert.rejects(desk.fetch(':(glob)**'), isProblem('fetch-failed', /no file/))
    for (const path of ['../guide.md', '/etc/passwd', 'real/../lfs.md', '', './x', 'a//b']) await assert.rejects(desk.fetch(path), isProblem('fetch-failed', /no path/))
    assert.deepEqual(await readdir(desk.folder), [])
    assert.deepEqual(await desk.documents().list(), [])
  })

  it('nothing that a repository names is run, and no other way is taken', async () => {
    await using desk = await Desk.open()
    await desk.write('guide.md', text)
    await desk.write('.gitattributes', '*.md filter=evil\n')
    await desk.write('.gitmodules', '[submodule "x"]\n\tpath = x\n\turl = ext::sh -c touch% proof\n')
    await desk.commit()
    assert.match(await desk.fetch('guide.md'), /<h1>Steam/)
    for (const url of ['file:///etc', 'ssh://x/y', 'ext::sh -c touch x', 'ftp://x/y', 'https://user:secret@example.org/x']) {
      await assert.rejects(desk.documents().put(lab, 'guide', { git: { url, path: 'guide.md' } }, signal), isProblem('invalid'))
    }
  })

  it('a repository that leads elsewhere is not followed there', async () => {
    await using desk = await Desk.open()
    await desk.write('guide.md', text)
    await desk.commit()
    const { createServer } = await import('node:http')
    const asked: string[] = []
    const server = createServer((request, answer) => {
      asked.push(request.url ?? '')
      answer.writeHead(302, { location: `${desk.site.url}${request.url ?? ''}` }).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/x`
    await assert.rejects(desk.documents().put(lab, 'guide', { git: { url, path: 'guide.md' } }, signal), isProblem('fetch-failed', /git says/))
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    assert.deepEqual(asked, ['/x/info/refs?service=git-upload-pack', '/x.git/info/refs?service=git-upload-pack'])
  })

  it('the networks behind this machine are out of reach, by number and by name', async () => {
    await using desk = await Desk.open()
    const put = (url: string, resolve?: () => Promise<string[]>) =>
      new Documents({ folder: desk.folder, rows: desk.rows, clock: systemClock, ...(resolve ? { resolve } : {}) }).put(lab, 'guide', { git: { url, path: 'x.md' } }, signal)
    for (const host of ['127.0.0.1', '2130706433', '0x7f.1', '10.1.2.3', '169.254.169.254', '192.168.1.1', '[::1]', '[::ffff:127.0.0.1]', '[fd00::1]', '0.0.0.0', 'localhost']) {
      await assert.rejects(put(`http://${host}/x`), isProblem('fetch-failed', /no address of the Internet/))
    }
    await assert.rejects(
      put('http://two.example/x', async () => ['8.8.8.8', '10.0.0.1']),
      isProblem('fetch-failed', /no address of the Internet/),
    )
    await assert.rejects(
      put('http://none.example/x', async () => await Promise.reject(new Error('ENOTFOUND'))),
      isProblem('fetch-failed', /nobody knows/),
    )
  })

  it('the address that was looked at is the one that is asked, whatever the name means later', async () => {
    await using desk = await Desk.open()
    await desk.write('guide.md', text)
    await desk.commit()
    const { fetchBranch } = await import('./repository.ts')
    const url = new URL(desk.url.replace('127.0.0.1', 'nowhere.invalid'))
    const into = join(desk.root, 'pinned')
    await mkdir(into)
    // 192.0.2.1 is of a net for documentation: nobody answers there, so only what the name is pinned to is tried.
    await assert.rejects(fetchBranch(url, null, { into, signal: AbortSignal.timeout(3000), resolve: async () => ['192.0.2.1'] }), (error: unknown) => !/resolve host/.test(String(error)))
  })

  it('which addresses are outside', () => {
    for (const address of ['8.8.8.8', '1.1.1.1', '172.32.0.1', '2606:4700::1111', '100.128.0.1']) assert.ok(isOutside(address), address)
    for (const address of ['172.16.0.1', '100.64.0.1', '::', '::1', 'fe80::1', 'fc00::1', '64:ff9b::7f00:1', '2002:7f00:1::', '255.255.255.255', '::ffff:10.0.0.1', 'x', ''])
      assert.ok(!isOutside(address), address)
  })

  it('what is kept lies in files that only the engine reads', async () => {
    await using desk = await Desk.open()
    await desk.documents().put(lab, 'guide', { text }, signal)
    assert.equal(await readFile(join(desk.folder, 'lab', 'guide.md'), 'utf8'), text)
    assert.deepEqual((await readdir(join(desk.folder, 'lab'))).sort(), ['guide.md', 'guide.md.pictures.json'])
  })
})
