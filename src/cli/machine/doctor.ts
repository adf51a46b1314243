import { request } from 'node:http'
import type { Row } from './facts.ts'
import { judge } from './judge.ts'
import { probe } from './probes.ts'

/** What this machine has and lacks, and how to mend it. `data` is the data directory. */
export async function examine(data: string): Promise<readonly Row[]> {
  return judge(await probe({ root: '/', data, isOurs: answersAsBerth }))
}

/** Does Berth's gateway listen on this port of this machine? Only our health route tells an `engine`. */
async function answersAsBerth(port: number): Promise<boolean> {
  const text = await new Promise<string>((resolve) => {
    const asking = request({ host: '127.0.0.1', port, path: '/api/health', headers: { host: 'berth.localhost' }, timeout: 2000 }, (answer) => {
      const parts: string[] = []
      answer.setEncoding('utf8').on('data', (part: string) => parts.push(part))
      answer.on('end', () => resolve(parts.join(''))).on('error', () => resolve(''))
    })
    asking.on('error', () => resolve('')).on('timeout', () => asking.destroy())
    asking.end()
  })
  return /"engine"\s*:/.test(text)
}
