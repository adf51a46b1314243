import { Problem } from '../../model/problem.ts'
import { parseHost } from '../http/host.ts'
import type { Alias } from '../protocol.ts'
import type { SiteEntry } from './entry.ts'

/** A name that stands for a version which is not here: it leads to no app, and wakes none. */
export class OtherVersion {
  readonly entry: SiteEntry
  readonly #alias: Alias

  constructor(entry: SiteEntry, alias: Alias) {
    this.entry = entry
    this.#alias = alias
  }

  get isComing(): boolean {
    return this.#alias.fate === 'coming'
  }

  /** Where the version that is here answers: the same address with the app's own name. */
  address(scheme: string, host: string): string {
    const { name = '', port } = parseHost(host) ?? {}
    const { instance } = this.entry.site
    return `${scheme}://${instance}${name.slice(this.#alias.label.length)}${port === undefined ? '' : `:${port}`}`
  }

  /** Why nothing but this is to be had; `url`: where the one that is here answers. */
  reason(url: string): Problem {
    if (this.isComing) return new Problem('version-coming', { url, seconds: 5 })
    return new Problem(this.#alias.fate === 'refused' ? 'version-refused' : 'version-replaced', { url })
  }
}
