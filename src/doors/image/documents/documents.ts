import { mkdir } from 'node:fs/promises'
import { z } from 'zod'
import type { Clock } from '../../../kit/clock.ts'
import { Mutex } from '../../../kit/mutex.ts'
import { DocumentName, LabDocument } from '../../../model/image.ts'
import type { LabDocumentBody } from '../../../model/image.ts'
import type { InstanceName } from '../../../model/names.ts'
import { Problem } from '../../../model/problem.ts'
import type { DoorRows } from '../../table.ts'
import type { GitPlace } from './fromgit.ts'
import { DocumentFiles } from './keeping.ts'
import type { FetchWays } from './repository.ts'
import type { Pictures } from './targets.ts'

export interface DocumentsOptions extends Omit<FetchWays, 'signal'> {
  /** Where the texts lie. */
  readonly folder: string
  readonly rows: DoorRows
  readonly clock: Clock
}

/** The branch is asked for again when it is fetched anew. */
const Row = LabDocument.extend({ branch: z.string().nullable() })
type Row = z.infer<typeof Row>
const prefix = 'document/'
/** Pages that are kept as they were made last. */
const mostPages = 16

/** Documents beside apps: put from a text or out of a repository, shown as pages. */
export class Documents {
  readonly #options: DocumentsOptions
  readonly #files: DocumentFiles
  readonly #writing = new Mutex()
  readonly #pages = new Map<string, { readonly updated: string; readonly html: string }>()

  constructor(options: DocumentsOptions) {
    this.#options = options
    this.#files = new DocumentFiles(options.folder)
  }

  /** Of one app, or of all; a row that cannot be read is none. */
  async list(app?: InstanceName): Promise<readonly LabDocument[]> {
    const rows = [...(await this.#options.rows.all())].filter(([key]) => key.startsWith(app === undefined ? prefix : `${prefix}${app}/`))
    return rows.flatMap(([, value]) => Row.safeParse(value).data ?? []).map(told)
  }

  /** The whole page, to be served with `documentPolicy`; nothing where there is no such document. */
  async page(app: InstanceName, document: string): Promise<string | undefined> {
    const row = await this.#row(app, document)
    if (!row) return undefined
    const key = `${app}/${row.document}`
    const known = this.#pages.get(key)
    if (known?.updated === row.updated) return known.html
    const kept = await this.#files.read(app, row.document)
    if (!kept) return undefined
    const { readCodelab } = await import('./codelab.ts')
    const { documentPage } = await import('./page.ts')
    const html = documentPage(titled(readCodelab(kept.text, kept.pictures), row.document), key)
    this.#remember(key, { updated: row.updated, html })
    return html
  }

  /** Takes the place of one of that name. Throws `invalid`, `bad-document`, `fetch-failed`; then all stays as it was. */
  async put(app: InstanceName, document: string, body: z.output<typeof LabDocumentBody>, signal: AbortSignal): Promise<LabDocument> {
    const name = nameOf(document)
    if ((body.text === undefined) === (body.git === undefined)) throw new Problem('invalid', { where: 'body', reason: 'give either a text or a git address' })
    if (body.git) return await this.#fromGit(app, name, { url: body.git.url, path: body.git.path, branch: body.git.branch ?? null }, signal)
    return await this.#keep(app, name, { text: body.text ?? '', pictures: new Map(), source: { kind: 'upload' }, branch: null })
  }

  /** Fetches it anew from where it came. Throws `not-found`, `fetch-failed`, `bad-document`; one that was uploaded stays. */
  async refresh(app: InstanceName, document: string, signal: AbortSignal): Promise<LabDocument> {
    const row = await this.#row(app, document)
    if (!row) throw new Problem('not-found', { what: 'document', name: document })
    if (row.source.kind === 'upload') return told(row)
    return await this.#fromGit(app, row.document, { url: row.source.url, path: row.source.path, branch: row.branch }, signal)
  }

  /** Throws `not-found`. */
  async remove(app: InstanceName, document: string): Promise<void> {
    if (!(await this.#row(app, document))) throw new Problem('not-found', { what: 'document', name: document })
    await this.#writing.run(async () => await this.#drop(app, document))
  }

  /** All of an app that goes. */
  async removeAll(app: InstanceName): Promise<void> {
    for (const { document } of await this.list(app)) await this.#writing.run(async () => await this.#drop(app, document))
  }

  async #fromGit(app: InstanceName, document: string, place: GitPlace, signal: AbortSignal): Promise<LabDocument> {
    const { folder, rows: _rows, clock: _clock, ...ways } = this.#options
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const { documentFromGit } = await import('./fromgit.ts')
    const { text, commit, pictures } = await documentFromGit(place, folder, { ...ways, signal })
    return await this.#keep(app, document, { text, pictures, source: { kind: 'git', url: place.url, path: place.path, commit }, branch: place.branch })
  }

  async #keep(app: InstanceName, document: string, { text, pictures, source, branch }: Pick<Row, 'source' | 'branch'> & { readonly text: string; readonly pictures: Pictures }): Promise<LabDocument> {
    const { readCodelab } = await import('./codelab.ts')
    const { title, minutes, steps } = titled(readCodelab(text, pictures), document)
    const row: Row = { app, document, title, minutes, steps: steps.length, source, branch, updated: this.#options.clock.date().toISOString() }
    await this.#writing.run(async () => {
      await this.#files.write(app, document, { text, pictures })
      await this.#options.rows.put(keyOf(app, document), row)
      this.#pages.delete(`${app}/${document}`)
    })
    return told(row)
  }

  async #drop(app: InstanceName, document: string): Promise<void> {
    await this.#options.rows.remove(keyOf(app, document))
    this.#pages.delete(`${app}/${document}`)
    await this.#files.remove(app, document)
  }

  async #row(app: InstanceName, document: string): Promise<Row | undefined> {
    const name = DocumentName.safeParse(document)
    return name.success ? Row.safeParse(await this.#options.rows.get(keyOf(app, name.data))).data : undefined
  }

  #remember(key: string, page: { readonly updated: string; readonly html: string }): void {
    this.#pages.delete(key)
    this.#pages.set(key, page)
    const [oldest] = this.#pages.keys()
    if (this.#pages.size > mostPages && oldest !== undefined) this.#pages.delete(oldest)
  }
}

function keyOf(app: InstanceName, document: string): string {
  return `${prefix}${app}/${document}`
}

function nameOf(document: string): string {
  const name = DocumentName.safeParse(document)
  if (!name.success) throw new Problem('invalid', { where: 'document', reason: name.error.issues[0]?.message ?? 'this is no name' })
  return name.data
}

/** With the branch it is of, so that whoever has it fetched anew can say so. */
function told({ branch, ...document }: Row): LabDocument {
  const { source } = document
  return source.kind === 'git' && branch !== null ? { ...document, source: { ...source, branch } } : document
}

function titled<T extends { readonly title: string }>(lab: T, document: string): T {
  return lab.title === '' ? { ...lab, title: document } : lab
}
