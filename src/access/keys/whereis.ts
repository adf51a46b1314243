import type { Rows } from '../../localdb/localdb.ts'
import type { SshKeyRow } from '../../localdb/sshkeys.ts'
import { mayProject } from '../mayproject.ts'
import type { Person } from '../person.ts'

/** Where a key is already, as far as it is this person's business. */
export async function whereIs(t: Rows, { person, project, label }: SshKeyRow, by: Person): Promise<string> {
  if (by.kind === 'person' && person === by.id) return `among your own keys, as “${label}”`
  const of = project === null ? undefined : await t.projects.get(project)
  if (of && mayProject(by, of)) return `a deploy key of ${of.name}, as “${label}”`
  return 'in use on this machine'
}
