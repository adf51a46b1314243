import type { Deploying, EnvAnswer, EnvBody, EnvLine } from '../../model/project.ts'
import { at, call } from './client.ts'

export interface Changed {
  readonly env: EnvLine[]
  /** What takes the change; null where nothing does at once. */
  readonly deploying: Pick<Deploying, 'release'> | null
}

/** Variables of something, wherever they lie. */
export interface VariablesApi {
  readonly list: () => Promise<EnvLine[]>
  /** With what stands in them. */
  readonly revealed: () => Promise<EnvLine[]>
  readonly change: (body: EnvBody) => Promise<Changed>
}

export function variablesOfProject(name: string): VariablesApi {
  const path = at`/api/projects/${name}/env`
  return { ...reading(path), change: (body) => call<EnvAnswer>('PATCH', path, body) }
}

/** Of a registered image: a change makes a release as well. */
export function variablesOfImage(name: string): VariablesApi {
  const path = at`/api/images/${name}/env`
  return { ...reading(path), change: async (body) => ({ env: await call<EnvLine[]>('PATCH', path, body), deploying: body.later ? null : { release: null } }) }
}

/** Of trusted previews of a repository: the next commit takes them. */
export function variablesOfRepository(id: string): VariablesApi {
  const path = at`/api/previews/repositories/${id}/env`
  return { ...reading(path), change: async ({ set, unset }) => ({ env: await call<EnvLine[]>('PATCH', path, { set, unset }), deploying: null }) }
}

function reading(path: string): Pick<VariablesApi, 'list' | 'revealed'> {
  return { list: () => call('GET', path), revealed: () => call('GET', `${path}?reveal=true`) }
}
