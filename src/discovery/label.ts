const longest = 20

/** From the host's name its letters and digits; from the engine's id where nothing is left of it. */
export function labelFrom(host: string, engine: string): string {
  const first = host.toLowerCase().split('.')[0] ?? ''
  const plain = first
    .normalize('NFKD')
    .replace(/[^a-z0-9]/g, '')
    .slice(0, longest)
  return plain === '' || plain === 'localhost' ? engine : plain
}

/** What to try when another machine has this one: `home`, `home2`, `home3`. */
export function nextLabel(label: string): string {
  const [, stem = '', number] = /^(.*?[^0-9]|)([0-9]*)$/.exec(label) ?? []
  const next = String(Number(number || '1') + 1)
  return `${stem.slice(0, longest - next.length)}${next}`
}

/** The one-label name of the console (`berth`) or of an app. */
export function lanName(name: string, label: string): string {
  return `${name}-${label}.local`
}
