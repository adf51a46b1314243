/** The header for git over HTTP: a name that says what kind of proof follows, and the proof. */
export function basic(name: string, proof: string): string {
  return `Authorization: Basic ${Buffer.from(`${name}:${proof}`).toString('base64')}`
}
