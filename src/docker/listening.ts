import { readFile } from 'node:fs/promises'
import type Dockerode from 'dockerode'
import { asked, isFine } from './ask.ts'

/** Where a program in a container waits for somebody to connect. */
export interface ListeningSocket {
  readonly port: number
  /** Only the container itself reaches it. */
  readonly loopback: boolean
}

/** The kernel's word for a socket that listens (tcp_states.h). */
const listens = '0A'
/** Docker's own resolver listens inside every container. */
const resolver = '0B00007F'
const loopback6 = /^0{24}01000000$|^0{16}FFFF0000.{6}7F$/

/** Null where the container does not run, or where the machine does not let us look into it (another user, another machine). */
export async function listening(api: Dockerode, socket: string, id: string): Promise<readonly ListeningSocket[] | null> {
  const inspect = async (): Promise<Dockerode.ContainerInspectInfo | undefined> => await api.getContainer(id).inspect()
  const found = await asked(socket, 'inspect', inspect, isFine.gone)
  const pid = found?.State.Running ? found.State.Pid : 0
  if (!pid) return null
  try {
    const tables = await Promise.all(['tcp', 'tcp6'].map((kind) => readFile(`/proc/${pid}/net/${kind}`, 'utf8')))
    return tables.flatMap(socketsIn)
  } catch {
    return null
  }
}

/** From the text of `/proc/<pid>/net/tcp` or `tcp6`: addresses in hexadecimal, each word as the machine's memory has it. */
export function socketsIn(table: string): readonly ListeningSocket[] {
  return table
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter(([, , , state]) => state === listens)
    .map(([, local = '']) => local.split(':'))
    .filter(([address]) => address !== resolver)
    .map(([address = '', port = '']) => {
      return { port: parseInt(port, 16), loopback: address.length === 8 ? address.endsWith('7F') : loopback6.test(address) }
    })
}
