import type { SomePerson } from '../../access/person.ts'
import type {
  ConnectionBody,
  ConnectionId,
  ConnectionMade,
  ConnectionView,
  Delivered,
  ManifestBody,
  ManifestForm,
  PreviewBody,
  PreviewView,
  Provider,
  RepositoryId,
  RepositoryView,
  RulesChange,
} from '../../model/preview.ts'
import type { InstanceName } from '../../model/names.ts'
import type { EnvLine, ReleaseView } from '../../model/project.ts'
import type { z } from 'zod'

/**
 * What the API asks of the preview door. The routes have checked who asks; `by` is for what is written of it. Where there
 * is no such preview, connection or repository, all but `view` throw `not-found`.
 */
export interface PreviewsDoor {
  /** A webhook, whole and raw; answered when it is kept. Throws `bad-signature`, `bad-webhook`. Null: an event that means nothing here. */
  deliver(provider: Provider, incoming: { readonly headers: Readonly<Record<string, string | undefined>>; readonly body: Buffer }): Promise<Delivered | null>
  views(): Promise<readonly PreviewView[]>
  view(name: InstanceName): Promise<PreviewView | undefined>
  /** By hand; joins the one that is there. Throws `no-connection`, `not-found`, `provider-down`. */
  start(what: z.output<typeof PreviewBody>, by: SomePerson): Promise<PreviewView>
  /** Throws `stale-approval` where its head is another commit by now. */
  approve(name: InstanceName, commit: string, by: SomePerson): Promise<PreviewView>
  /** Built again from its head. */
  redeploy(name: InstanceName, by: SomePerson): Promise<PreviewView>
  /** Its build ends and it is switched off; its data stays. */
  stop(name: InstanceName, by: SomePerson): Promise<PreviewView>
  /** Switched on again; built where it has not been. */
  resume(name: InstanceName, by: SomePerson): Promise<PreviewView>
  extend(name: InstanceName, hours: number, by: SomePerson): Promise<PreviewView>
  /** Gone with all its data, until the next commit. */
  remove(name: InstanceName, by: SomePerson): Promise<void>
  releases(name: InstanceName): Promise<readonly ReleaseView[]>

  connections(): Promise<readonly ConnectionView[]>
  /** Asks the provider who the token is of. Throws `provider-denied`, `provider-down`. */
  connect(body: z.output<typeof ConnectionBody>, by: SomePerson): Promise<ConnectionMade>
  /** A GitHub App by its manifest: the form that the browser posts to GitHub. `origin`: where the console is, as the browser has it. */
  manifest(body: z.output<typeof ManifestBody>, origin: string, by: SomePerson): Promise<ManifestForm>
  /** GitHub sent the browser back. Throws `late-connection` for a state that is not ours, used or older than an hour. The page to go on to. */
  manifested(code: string, state: string): Promise<string>
  /** Its previews end; the App or token itself is taken back at the provider. */
  disconnect(id: ConnectionId): Promise<void>

  repositories(): Promise<readonly RepositoryView[]>
  /** One that has sent nothing yet. Throws `provider-denied` where the connection does not see it. */
  addRepository(connection: ConnectionId, path: string): Promise<RepositoryView>
  changeRules(id: RepositoryId, change: RulesChange): Promise<RepositoryView>
  removeRepository(id: RepositoryId): Promise<void>
  /** Of trusted previews, by name; without `reveal` no value is in it. */
  env(id: RepositoryId, reveal: boolean): Promise<readonly EnvLine[]>
  envChange(id: RepositoryId, change: { readonly set: Readonly<Record<string, string>>; readonly unset: readonly string[] }): Promise<readonly EnvLine[]>
}
