import type { FastifyRequest } from 'fastify'
import { seesAll } from '../../access/may.ts'
import type { Person } from '../../access/person.ts'
import { labOf, nameOfLab } from '../../doors/image/labs/names.ts'
import type { Policy } from '../../model/access.ts'
import type { RegisteredImageView } from '../../model/image.ts'
import type { InstanceView } from '../../model/instance.ts'
import type { InstanceName } from '../../model/names.ts'
import { decide, mayOpen } from '../../model/policy.ts'
import type { Decision } from '../../model/policy.ts'
import type { ApiContext } from '../api/context.ts'
import type { ImagesDoor } from '../api/imagesdoor.ts'
import { isOpen } from '../sight.ts'
import { visitorOf } from '../visitor.ts'

/** Of what routes work with, that which those of labs need. */
export interface LabContext extends Pick<ApiContext, 'access' | 'locals'> {
  readonly settings: Pick<ApiContext['settings'], 'domain'>
  readonly images: Pick<ImagesDoor, 'look' | 'register' | 'view' | 'views' | 'change' | 'check' | 'take' | 'remove' | 'documents' | 'page'>
  readonly view: (name: InstanceName) => Pick<InstanceView, 'state' | 'cause' | 'expected' | 'policy' | 'title'> | undefined
}

export interface Lab {
  readonly lab: string
  readonly name: InstanceName
  readonly image: RegisteredImageView
  /** Nothing before its first release. */
  readonly instance: ReturnType<LabContext['view']>
  readonly sight: Decision
}

/** The lab that is asked for, and whether whoever asks may visit it; nothing where there is none. */
export async function findLab(context: LabContext, { person }: Pick<FastifyRequest, 'person'>, id: string): Promise<Lab | undefined> {
  const name = nameOfLab(id)
  const image = name === undefined ? undefined : await context.images.view(name)
  if (name === undefined || !image) return undefined
  const instance = context.view(name)
  return { lab: labOf(name), name, image, instance, sight: await sightOf(context, person, instance?.policy ?? { access: image.access, paths: {} }) }
}

/** By the app's own policy. Nothing is a visit here: it is only asked who would be let in. */
export async function sightOf({ access }: Pick<LabContext, 'access'>, person: Person, policy: Policy): Promise<Decision> {
  const [visitor, open] = [visitorOf(person), await isOpen(access)]
  return seesAll(person) || mayOpen(policy, visitor, open) ? 'allow' : decide(policy, visitor, '/', open)
}
