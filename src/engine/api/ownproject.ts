import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { mayProject } from '../../access/mayproject.ts'
import type { SomePerson } from '../../access/person.ts'
import { InstanceName } from '../../model/names.ts'
import { Problem } from '../../model/problem.ts'
import type { ProjectView } from '../../model/project.ts'
import type { ApiContext } from './context.ts'
import { somebody } from './person.ts'

/** The parameters of a project's routes. */
export const named = z.object({ name: InstanceName })

/** Of what routes work with, that which those of projects need. */
export interface ProjectContext extends Pick<ApiContext, 'projects' | 'access' | 'db' | 'locals' | 'log' | 'uploads'> {
  readonly jobs: Pick<ApiContext['jobs'], 'get'>
  readonly settings: Pick<ApiContext['settings'], 'upload_mb'>
}

export interface Own {
  readonly name: InstanceName
  readonly project: ProjectView
  readonly person: SomePerson
}

type Asked = Pick<FastifyRequest, 'person'> & { readonly params: { readonly name: InstanceName } }

/** The project that is asked for, where it is theirs; the route has asked what they may do. Throws `not-found`, the same for one of somebody else. */
export async function own({ projects }: Pick<ApiContext, 'projects'>, request: Asked): Promise<Own> {
  const { name } = request.params
  const person = somebody(request)
  const project = await projects.view(name)
  if (!project || !mayProject(person, project)) throw new Problem('not-found', { what: 'project', name })
  return { name, project, person }
}
