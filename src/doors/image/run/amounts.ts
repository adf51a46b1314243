import { Problem } from '../../../model/problem.ts'

const bytes: Readonly<Record<string, number>> = { '': 1, b: 1, k: 2 ** 10, m: 2 ** 20, g: 2 ** 30, t: 2 ** 40 }

/** Memory as Docker writes it, as Berth writes it: whole megabytes, or less in kilobytes. */
export function memoryOf(text: string): string {
  const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)\s*([bkmgt]?)(?:i?b)?$/i.exec(text) ?? []
  const size = Number(number) * (bytes[unit.toLowerCase()] ?? 1)
  if (number === '' || size < 2 ** 10) throw new Problem('bad-run', { reason: `\`--memory ${text}\` is not an amount of memory, as 512m is` })
  return size % 2 ** 20 === 0 ? `${size / 2 ** 20}m` : `${Math.floor(size / 2 ** 10)}k`
}

export function cpusOf(text: string): number {
  const cpus = Number(text)
  if (!(cpus > 0 && cpus <= 256)) throw new Problem('bad-run', { reason: `\`--cpus ${text}\` is not a number of processors` })
  return cpus
}

export function countOf(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new Problem('bad-run', { reason: `\`--health-retries ${text.slice(0, 100)}\` is not a number` })
  return Number(text)
}

interface Port {
  readonly port: number
  readonly protocol: string
}

/** The port of the container: `8080:80`, `127.0.0.1:8080:80/tcp`, `80`; of a range the first. */
export function portOf(text: string): Port {
  const [, inner = '', protocol = 'tcp'] = /(?:^|:)(\d{1,5})(?:-\d{1,5})?(?:\/(\w+))?$/.exec(text) ?? []
  const port = Number(inner)
  if (!(port >= 1 && port <= 65535)) throw new Problem('bad-run', { reason: `\`${text}\` is not a port of the container` })
  return { port, protocol }
}
