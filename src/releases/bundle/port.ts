import type { Release } from '../../model/project.ts'
import type { Env } from './environment.ts'

/** What the web's frameworks listen on when nobody says otherwise; of several exposed ports one of these is meant. */
const usual = [80, 8080, 3000, 5000, 8000]
const otherwise = 8080

/** Where the app listens: as `berth.yaml` says, or the `PORT` it is given, or what its image exposes, else 8080. */
export function portOf({ file }: Pick<Release, 'file'>, env: Env, exposed: readonly number[]): number {
  return file.port ?? number(env.get('PORT')) ?? number(file.env['PORT']) ?? usualOf(exposed) ?? exposed.toSorted((a, b) => a - b)[0] ?? otherwise
}

/** The one of these that is most likely meant for visitors, where any is. */
export function usualOf(exposed: readonly number[]): number | undefined {
  return usual.find((port) => exposed.includes(port))
}

function number(text: string | undefined): number | undefined {
  const port = /^\d{1,5}$/.test(text ?? '') ? Number(text) : 0
  return port >= 1 && port <= 65535 ? port : undefined
}
