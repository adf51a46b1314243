/** As two names are compared: case, spaces and how letters are composed make no difference. */
export function folded(name: string): string {
  return name.normalize('NFC').trim().replaceAll(/\s+/g, ' ').toLowerCase()
}

/** Up to three of these that somebody may have meant, the nearest first. */
export function nearest(given: string, among: readonly string[]): readonly string[] {
  const wanted = folded(given)
  const far = among.map((name) => ({ name, distance: distanceOf(wanted, folded(name)) }))
  const enough = Math.max(2, Math.floor(wanted.length * 0.4))
  return far
    .filter(({ distance }) => distance <= enough)
    .sort((one, other) => one.distance - other.distance)
    .slice(0, 3)
    .map(({ name }) => name)
}

/** Whoever gives the beginning of a name means it; else letters that are added, dropped or changed (Levenshtein). */
function distanceOf(wanted: string, name: string): number {
  if (wanted !== '' && name.startsWith(wanted)) return 1
  let above = Array.from({ length: name.length + 1 }, (_, at) => at)
  for (let row = 1; row <= wanted.length; row++) above = nextRow(above, row, wanted[row - 1] ?? '', name)
  return above.at(-1) ?? 0
}

function nextRow(above: readonly number[], row: number, letter: string, name: string): number[] {
  const line = [row]
  for (let at = 1; at <= name.length; at++) {
    const changed = (above[at - 1] ?? 0) + (name[at - 1] === letter ? 0 : 1)
    line.push(Math.min(changed, (above[at] ?? 0) + 1, (line[at - 1] ?? 0) + 1))
  }
  return line
}
