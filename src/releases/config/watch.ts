/** Does a push that changes these paths concern what is watched? Nothing watched: every push does. */
export function isWatched(watch: readonly string[], changed: readonly string[]): boolean {
  if (watch.length === 0) return true
  const globs = watch.map(segmentsOf)
  return changed.some((path) => globs.some((glob) => matches(glob, path.split('/'))))
}

/** Does the commit's message ask not to be deployed? Case makes no difference. */
export function skips(message: string, markers: readonly string[]): boolean {
  const said = message.toLowerCase()
  return markers.some((marker) => marker !== '' && said.includes(marker.toLowerCase()))
}

/** `src` is also what lies below it; `*` stays within one folder, `**` does not. */
function segmentsOf(glob: string): readonly string[] {
  const segments = glob
    .replace(/^(?:\.?\/)+/, '')
    .split('/')
    .filter(Boolean)
  const last = segments.at(-1) ?? ''
  return /[*?]/.test(last) ? segments : [...segments, '**']
}

function matches(glob: readonly string[], path: readonly string[]): boolean {
  return fits(glob, path, '**', (one, segment) => fits(Array.from(one), Array.from(segment), '*', (sign, letter) => sign === '?' || sign === letter))
}

/**
 * A pattern with a sign that stands for any number of parts, in steps of at most pattern times text: whoever pushes
 * writes the patterns, and a regular expression made of one can take for ever.
 */
function fits(pattern: readonly string[], text: readonly string[], any: string, same: (one: string, part: string) => boolean): boolean {
  let [at, from, star, mark] = [0, 0, -1, 0]
  while (from < text.length) {
    const one = pattern[at]
    if (one === any) [star, mark, at] = [at, from, at + 1]
    else if (one !== undefined && same(one, text[from] ?? '')) [at, from] = [at + 1, from + 1]
    else if (star >= 0) [at, from, mark] = [star + 1, mark + 1, mark + 1]
    else return false
  }
  return pattern.slice(at).every((one) => one === any)
}
