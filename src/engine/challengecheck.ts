import { request } from 'node:http'
import type { Challenge } from '../certificates/acme/solver.ts'
import { until } from '../kit/until.ts'

/** Milliseconds the gateway may take to hear of it. */
const patience = 10_000

/** Until our own gateway answers what the authority will ask it: only then is the authority told to look. */
export async function answeredHere(port: number | null, { domain, token, value }: Challenge, signal: AbortSignal): Promise<void> {
  if (port === null) throw new Error('the gateway is not there to answer the authority')
  const path = `/.well-known/acme-challenge/${token}`
  const look = async (): Promise<true | undefined> => ((await read(port, domain, path, signal).catch(() => '')) === value ? true : undefined)
  if (!(await until(look, { deadline: patience, signal }))) throw new Error(`the gateway does not answer at http://${domain}${path}`)
}

async function read(port: number, host: string, path: string, signal: AbortSignal): Promise<string> {
  return await new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, headers: { host }, agent: false, signal, timeout: 2000 }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (chunk: string) => (text += chunk))
      answer.on('end', () => resolve(text))
      answer.on('error', reject)
    })
    asked.on('timeout', () => asked.destroy(new Error('no answer')))
    asked.on('error', reject)
    asked.end()
  })
}
