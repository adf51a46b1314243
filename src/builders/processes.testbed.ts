import { readFile, readdir } from 'node:fs/promises'

/** Ids of the machine's processes, containers' too, whose command line is this one. */
export async function processesOf(command: string): Promise<readonly number[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const lines = await Promise.all(ids.map(async (id) => [id, (await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '')).split('\0').join(' ').trim()] as const))
  return lines.filter(([, line]) => line === command).map(([id]) => Number(id))
}
