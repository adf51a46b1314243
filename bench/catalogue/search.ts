import { Agent, request } from 'node:http'
import type { RequestOptions } from 'node:http'
import type { Berth } from '../../test/whole/berth.ts'
import { quantile, rounded } from '../measure/figures.ts'

export interface SearchFigures {
  readonly search_p50_ms: number
  readonly search_p95_ms: number
  readonly search_worst_ms: number
}

/** How long the engine takes to answer each of these, whole bodies read, over a connection that stays open as a browser's does. */
export async function searchAnswers(berth: Berth, cookie: string, queries: readonly string[]): Promise<SearchFigures> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ask = async (words: string): Promise<number> => {
    const began = performance.now()
    await answered({ host: '127.0.0.1', port: berth.port, path: `/api/offers?q=${encodeURIComponent(words)}`, headers: { host: `berth.localhost:${berth.port}`, cookie }, agent })
    return performance.now() - began
  }
  for (const words of queries) await ask(words)
  const times: number[] = []
  for (const words of queries) times.push(await ask(words))
  agent.destroy()
  return { search_p50_ms: rounded(quantile(times, 0.5)), search_p95_ms: rounded(quantile(times, 0.95)), search_worst_ms: rounded(Math.max(...times)) }
}

function answered(options: RequestOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = request(options, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`an answer of ${answer.statusCode}`))
      answer.on('end', resolve).on('error', reject).resume()
    })
    sent.on('error', reject).end()
  })
}
