/** An option of `docker run` by its long name. */
export interface Option {
  readonly name: string
  readonly value: string
}

/** Options of `docker run` without a value of their own (docs.docker.com/reference/cli/docker/container/run). */
const switches: ReadonlySet<string> = new Set([
  ...['detach', 'interactive', 'tty', 'rm', 'init', 'publish-all', 'privileged', 'read-only', 'no-healthcheck'],
  ...['sig-proxy', 'oom-kill-disable', 'disable-content-trust', 'quiet', 'help', 'use-api-socket'],
])

const short: Readonly<Record<string, string>> = {
  ...{ a: 'attach', c: 'cpu-shares', d: 'detach', e: 'env', h: 'hostname', i: 'interactive', l: 'label', m: 'memory' },
  ...{ P: 'publish-all', p: 'publish', q: 'quiet', t: 'tty', u: 'user', v: 'volume', w: 'workdir' },
}

/** Cuts the words after `docker run` into its options and the rest: the image, and what is run in it. */
export function readOptions(words: readonly string[]): { readonly options: readonly Option[]; readonly rest: readonly string[] } {
  const options: Option[] = []
  let at = 0
  while (at < words.length) {
    const word = words[at] ?? ''
    if (!/^-./.test(word)) break
    at++
    if (word === '--') break
    const read = word.startsWith('--') ? readLong(word) : readShort(word)
    options.push(...read.done)
    if (read.open !== null) options.push({ name: read.open, value: words[at++] ?? '' })
  }
  return { options, rest: words.slice(at) }
}

interface Read {
  readonly done: readonly Option[]
  /** The option whose value is the next word. */
  readonly open: string | null
}

function readLong(word: string): Read {
  const [, name = '', value] = /^--([^=]*)(?:=([^]*))?$/.exec(word) ?? []
  if (value !== undefined) return { done: [{ name, value }], open: null }
  return switches.has(name) ? { done: [{ name, value: 'true' }], open: null } : { done: [], open: name }
}

/** `-it`, `-p8000:8000`, `-d=true`. */
function readShort(word: string): Read {
  const done: Option[] = []
  for (let at = 1; at < word.length; at++) {
    const name = short[word[at] ?? ''] ?? word.slice(at, at + 1)
    const after = word.slice(at + 1)
    if (!switches.has(name)) return after === '' ? { done, open: name } : { done: [...done, { name, value: after.replace(/^=/, '') }], open: null }
    if (after.startsWith('=')) return { done: [...done, { name, value: after.slice(1) }], open: null }
    done.push({ name, value: 'true' })
  }
  return { done, open: null }
}
