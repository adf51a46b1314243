import { createHash } from 'node:crypto'

/** A plain sign for a project: its letter on a colour that its name has for ever. */
export function iconOf(project: string): string {
  const hue = createHash('sha256').update(project).digest().readUInt16BE(0) % 360
  const letter = project.charAt(0).toUpperCase()
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" rx="14" fill="hsl(${hue} 55% 38%)"/><text x="32" y="44" font-family="sans-serif" font-size="34" font-weight="600" text-anchor="middle" fill="#fff">${letter}</text></svg>\n`
}
