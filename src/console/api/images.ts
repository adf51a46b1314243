import type { ImageChange, ImageGuess, LabDocument, LabDocumentBody, LookBody, RegisterBody, RegisteredImageView, Registering, Registry } from '../../model/image.ts'
import type { ReleaseView } from '../../model/project.ts'
import { at, call } from './client.ts'

interface Done {
  readonly ok: true
}

/** As it was typed; the engine says what is wrong with a name. */
export type RegisterAsked = Omit<RegisterBody, 'name'> & { readonly name?: string }
/** As it was typed; the engine says what is wrong with a host. */
export interface RegistryAsked {
  readonly host: string
  readonly user: string
  readonly password: string
}

/** The calls about registered images, the registries they come from, and documents beside apps. The images themselves come by the feed. */
export const imagesApi = {
  look: (body: LookBody) => call<ImageGuess>('POST', '/api/images/look', body),
  register: (body: RegisterAsked) => call<Registering>('POST', '/api/images', body),
  change: (name: string, change: ImageChange) => call<RegisteredImageView>('PATCH', at`/api/images/${name}`, change),
  remove: (name: string, confirm: string) => call<Done>('DELETE', at`/api/images/${name}`, { confirm }),
  check: (name: string) => call<RegisteredImageView>('POST', at`/api/images/${name}/check`),
  take: (name: string) => call<Registering>('POST', at`/api/images/${name}/take`),
  releases: (name: string) => call<ReleaseView[]>('GET', at`/api/images/${name}/releases`),
  rollback: (name: string, release: number) => call<unknown>('POST', at`/api/images/${name}/rollback`, { release }),

  registries: () => call<Registry[]>('GET', '/api/registries'),
  signIn: (body: RegistryAsked) => call<Registry>('POST', '/api/registries', body),
  signOut: (host: string) => call<Done>('DELETE', at`/api/registries/${host}`),

  documents: () => call<LabDocument[]>('GET', '/api/documents'),
  putDocument: (app: string, document: string, body: LabDocumentBody) => call<LabDocument>('PUT', at`/api/documents/${app}/${document}`, body),
  removeDocument: (app: string, document: string) => call<Done>('DELETE', at`/api/documents/${app}/${document}`),
}

/** The page that a document is read on. */
export function documentPage(app: string, document: string): string {
  return at`/documentation/${app}/${document}/`
}
