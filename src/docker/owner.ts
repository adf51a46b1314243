import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import type Dockerode from 'dockerode'
import { asked, isFine } from './ask.ts'
import type { Owner } from './docker.ts'

/**
 * The ids of a user as an image writes it: `1000`, `1000:1000`, `app`, `app:staff`. Names are looked up in the image's
 * own `/etc/passwd` and `/etc/group`, for which a container is made that never starts. Null where it knows no such name.
 */
export async function ownerIn(api: Dockerode, socket: string, image: string, user: string): Promise<Owner | null> {
  const [name = '', group] = user.split(':')
  const numeric = numberOf(name)
  if (numeric !== null && (group === undefined || numberOf(group) !== null)) return { uid: numeric, gid: numberOf(group ?? name) ?? numeric }
  const [passwd, groups] = await asked(socket, 'read the users of an image', () => usersOf(api, image))
  const entry = passwd.find((fields) => fields[0] === name || fields[2] === name)
  const uid = numeric ?? numberOf(entry?.[2])
  const gid = group === undefined ? numberOf(entry?.[3]) : (numberOf(group) ?? numberOf(groups.find((fields) => fields[0] === group)?.[2]))
  return uid === null || gid === null ? null : { uid, gid }
}

/** Tells what it was for, should it ever be left behind. */
const labels = { 'berth.look': 'users' }

async function usersOf(api: Dockerode, image: string): Promise<[string[][], string[][]]> {
  const container = await api.createContainer({ Image: image, Cmd: ['never'], Labels: labels, NetworkDisabled: true })
  try {
    return [await tableOf(container, '/etc/passwd'), await tableOf(container, '/etc/group')]
  } finally {
    await container.remove({ force: true, v: true })
  }
}

/** A larger file is none of users, bytes. */
const largest = 1024 * 1024

async function tableOf(container: Dockerode.Container, path: string): Promise<string[][]> {
  const stream = await container.getArchive({ path }).catch((error: unknown) => {
    if (isFine.gone(error as { statusCode?: number })) return undefined
    throw error
  })
  const text = stream ? fileIn(await buffer(stream as Readable)) : ''
  return text.split('\n').map((line) => line.split(':'))
}

/** The one file of a tar archive: a header of 512 bytes with its size in octal at 124 (POSIX ustar), then its content. */
function fileIn(archive: Buffer): string {
  const size = parseInt(archive.toString('latin1', 124, 136), 8)
  return size > 0 && size <= largest ? archive.toString('utf8', 512, 512 + size) : ''
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : null
}
