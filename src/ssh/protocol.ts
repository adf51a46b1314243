import type * as Protocol from 'ssh2'

/** ssh2, when it is first needed: it is CommonJS, whose names Node does not all see. */
export async function protocol(): Promise<typeof Protocol.default> {
  const { default: ssh2 } = await import('ssh2')
  return ssh2
}
