import type { Heard } from '../provider.ts'
import { readPayload } from '../wire/payload.ts'
import { InstallationEvent, InstallationRepositoriesEvent, repositoryFacts, RepositoryEvent } from './payloads.ts'

/** Events about which repositories there are and which of them an App sees. */

export function repositoryHeard(payload: unknown): Heard | null {
  const { action, repository, changes } = readPayload(RepositoryEvent, payload)
  const facts = repositoryFacts(repository)
  if (action === 'deleted') return { kind: 'repository', change: 'deleted', repository: facts, before: null }
  if (action !== 'renamed' && action !== 'transferred') return null
  const [owner = '', name = ''] = facts.path.split('/')
  const from = changes?.owner?.from
  const before = `${from?.user?.login ?? from?.organization?.login ?? owner}/${changes?.repository?.name.from ?? name}`
  return { kind: 'repository', change: 'renamed', repository: facts, before: before === facts.path ? null : before }
}

const given = new Set(['created', 'unsuspend', 'new_permissions_accepted'])
const taken = new Set(['deleted', 'suspend'])

export function installationHeard(payload: unknown): Heard | null {
  const { action, installation, repositories } = readPayload(InstallationEvent, payload)
  const change = given.has(action) ? 'given' : 'taken'
  if (change === 'taken' && !taken.has(action)) return null
  const all = change === 'taken' || installation.repository_selection === 'all' || !repositories
  return { kind: 'installation', change, account: installation.account.login, repositories: all ? null : repositories.map(repositoryFacts) }
}

export function installationRepositoriesHeard(payload: unknown): Heard | null {
  const { action, installation, repositories_added: added, repositories_removed: removed } = readPayload(InstallationRepositoriesEvent, payload)
  if (action !== 'added' && action !== 'removed') return null
  const repositories = (action === 'added' ? added : removed).map(repositoryFacts)
  return { kind: 'installation', change: action === 'added' ? 'given' : 'taken', account: installation.account.login, repositories }
}
