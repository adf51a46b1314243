import type { z } from 'zod'
import type { SomePerson } from '../../access/person.ts'
import type { ImageChange, ImageGuess, LabDocument, LabDocumentBody, LabsImported, LookBody, RegisterBody, RegisteredImageView, Registering, Registry, RegistryBody } from '../../model/image.ts'
import type { InstanceName } from '../../model/names.ts'
import type { EnvLine, ReleaseView } from '../../model/project.ts'
import type { EnvWish } from './projectsdoor.ts'

/** What the API asks of the image door. Where there is no such image, all but `view` throw `not-found`. */
export interface ImagesDoor {
  /** What an image, a pasted line or a compose file says of itself. Throws `bad-image`, `image-unavailable`, `wrong-platform`, `bad-run`, `bad-compose`. */
  look(body: LookBody, signal: AbortSignal): Promise<ImageGuess>
  /** Throws `conflict` where the name is taken, `port-unclear` where nobody says where it listens. */
  register(body: z.output<typeof RegisterBody>, by: SomePerson): Promise<Registering>
  views(): Promise<readonly RegisteredImageView[]>
  view(name: InstanceName): Promise<RegisteredImageView | undefined>
  change(name: InstanceName, change: z.output<typeof ImageChange>, by: SomePerson): Promise<RegisteredImageView>
  /** Its instance goes, its data to the shelf. */
  remove(name: InstanceName): Promise<void>
  /** Looks at its registry now. */
  check(name: InstanceName, signal: AbortSignal): Promise<RegisteredImageView>
  /** Takes what is newer now, whatever the policy says. Throws `nothing-newer`. */
  take(name: InstanceName, by: SomePerson): Promise<Registering>
  releases(name: InstanceName): Promise<readonly ReleaseView[]>
  rollback(name: InstanceName, release: number | null, by: SomePerson): Promise<number>
  env(name: InstanceName, reveal: boolean): Promise<readonly EnvLine[]>
  envChange(name: InstanceName, change: EnvWish, by: SomePerson): Promise<readonly EnvLine[]>
  /** A registry says that something was pushed. Whether there is an image with this hook. */
  pushed(hook: string): Promise<boolean>

  registries(): Promise<readonly Registry[]>
  /** Tried against the registry first. Throws `registry-denied`. */
  logIn(body: RegistryBody, signal: AbortSignal): Promise<Registry>
  logOut(host: string): Promise<void>

  documents(app?: InstanceName): Promise<readonly LabDocument[]>
  /** The whole page; undefined where there is none. */
  page(app: InstanceName, document: string): Promise<string | undefined>
  putDocument(app: InstanceName, document: string, body: z.output<typeof LabDocumentBody>, signal: AbortSignal): Promise<LabDocument>
  removeDocument(app: InstanceName, document: string): Promise<void>
  /** An old `container_states.json`, entry by entry: what cannot be taken is said, and the others are. */
  importLabs(text: string, by: SomePerson): Promise<LabsImported>
}
