import { Problem } from '../../model/problem.ts'

/** Why something outside cannot be used, as the end of a sentence: "it answers 404". */
export class Unreadable extends Error {
  constructor(reason: string, cause?: unknown) {
    super(reason, cause === undefined ? undefined : { cause })
    this.name = 'Unreadable'
  }
}

const known: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  ENOTDIR: 'it is not there',
  EACCES: 'Berth may not read it',
  EPERM: 'Berth may not read it',
  EISDIR: 'it is a folder',
  EEXIST: 'it holds the same name twice',
  ENOSPC: 'the disk is full',
  ENAMETOOLONG: 'it has a name that is too long',
  ENOTFOUND: 'its address is not known here (is the network there?)',
  EAI_AGAIN: 'its address is not known here (is the network there?)',
  ECONNREFUSED: 'nothing answers at its address',
  ECONNRESET: 'the connection broke off',
  EHOSTUNREACH: 'its address cannot be reached',
  ENETUNREACH: 'its address cannot be reached',
  UND_ERR_SOCKET: 'the connection broke off',
  UND_ERR_CONNECT_TIMEOUT: 'its address does not answer',
}

/** The reason of whatever was thrown while something outside was read, for a person. */
export function reasonOf(error: unknown): string {
  if (error instanceof Unreadable) return error.message
  if (error instanceof Problem) return error.message.replace(/\.$/, '')
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'it took too long'
  const code = 'code' in error ? String(error.code) : ''
  if (known[code]) return known[code]
  if (error.cause instanceof Error) return reasonOf(error.cause)
  return error.message.split('\n')[0]?.slice(0, 300) ?? ''
}

/** As the problem that people see of a store. */
export function asUnreadable(name: string, error: unknown): Problem {
  return error instanceof Problem ? error : new Problem('store-unreadable', { name, reason: reasonOf(error) }, error)
}
