import { run } from '../../src/kit/run.ts'
import { cookieOf } from './ours.ts'
import { cores, hosts } from './place.ts'
import type { Folder } from './place.ts'

/** wrk asks each of the hosts in turn, as a browser would, with the cookie that opens the private ones. */
export async function writeScript(folder: Folder, key: Buffer, path: string): Promise<string> {
  const heads = hosts.map((host, index) => headOf(host, path, cookieOf(index, key)))
  return await scriptOf(folder, `load${path.replace('/', '-')}`, heads)
}

/** A request as a browser sends it, without the end of the header. */
export function headOf(host: string, path: string, cookie: string): string {
  return `GET ${path} HTTP/1.1\\r\\nHost: ${host}\\r\\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) wrk\\r\\nAccept: */*\\r\\nAccept-Encoding: gzip\\r\\nCookie: ${cookie}\\r\\n\\r\\n`
}

/** A script for wrk that sends these in turn. */
export async function scriptOf(folder: Folder, name: string, heads: readonly string[]): Promise<string> {
  const text = `local heads = {\n${heads.map((head) => `"${head}"`).join(',\n')}\n}\nlocal at = 0\nrequest = function() at = at % #heads + 1 return heads[at] end\n`
  return await folder.write(`${name}.lua`, text)
}

/** Requests in a second, with 64 connections. Throws when an answer was not 200. */
export async function requestsPerSecond(port: number, script: string, seconds: number): Promise<number> {
  const { out } = await run(['taskset', '-c', cores.rest, 'wrk', '-t', '1', '-c', '64', '-d', `${seconds}s`, '-s', script, `http://127.0.0.1:${port}`])
  if (/Non-2xx|Socket errors/.test(out)) throw new Error(`not every answer from ${port} was right:\n${out}`)
  const found = /Requests\/sec:\s+([\d.]+)/.exec(out)?.[1]
  if (!found) throw new Error(`wrk said nothing of requests:\n${out}`)
  return Number(found)
}
