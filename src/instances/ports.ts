import { createServer } from 'node:net'
import { Problem } from '../model/problem.ts'

export interface PortRange {
  readonly from: number
  readonly to: number
}

/** The first ports of the range that no row has taken and nobody listens on now. */
export async function pickPorts(count: number, range: PortRange, taken: ReadonlySet<number>): Promise<readonly number[]> {
  const picked: number[] = []
  for (let port = range.from; port <= range.to && picked.length < count; port++) {
    if (!taken.has(port) && (await isFree(port))) picked.push(port)
  }
  if (picked.length < count) throw new Problem('no-port', { from: range.from, to: range.to })
  return picked
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, () => server.close(() => resolve(true)))
  })
}
