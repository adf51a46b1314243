import type { StoreOrigin } from '../model/origin.ts'

export const tabs = ['overview', 'access', 'updates', 'permissions', 'history', 'logs', 'figures', 'terminal', 'settings', 'danger'] as const
export type Tab = (typeof tabs)[number]
export const peopleTabs = ['people', 'groups', 'devices', 'invitations', 'open', 'outside'] as const
export type PeopleTab = (typeof peopleTabs)[number]

export const projectTabs = ['overview', 'releases', 'env', 'services', 'domains', 'logs', 'figures', 'keys', 'settings'] as const
export type ProjectTab = (typeof projectTabs)[number]

export const imageTabs = ['overview', 'releases', 'variables', 'settings', 'documents'] as const
export type ImageTab = (typeof imageTabs)[number]

export const repositoryTabs = ['rules', 'variables'] as const
export type RepositoryTab = (typeof repositoryTabs)[number]

/** The console's screens and what their paths carry. */
export type Place =
  | { readonly screen: 'home' | 'store' | 'projects' | 'previews' | 'connections' | 'github' | 'images' | 'newimage' | 'shelf' | 'activity' | 'audit' | 'settings' | 'account' | 'door' | 'nowhere' }
  | { readonly screen: 'app'; readonly name: string; readonly tab: Tab }
  | { readonly screen: 'project'; readonly name: string; readonly tab: ProjectTab }
  | { readonly screen: 'preview'; readonly name: string }
  | { readonly screen: 'image'; readonly name: string; readonly tab: ImageTab }
  | { readonly screen: 'repository'; readonly id: string; readonly tab: RepositoryTab }
  | { readonly screen: 'people'; readonly tab: PeopleTab }
  | { readonly screen: 'offer'; readonly store: string; readonly app: string }

const plain = {
  '/': 'home',
  '/store': 'store',
  '/projects': 'projects',
  '/previews': 'previews',
  '/previews/connections': 'connections',
  '/connect/github': 'github',
  '/images': 'images',
  '/run': 'newimage',
  '/shelf': 'shelf',
  '/activity': 'activity',
  '/activity/audit': 'audit',
  '/settings': 'settings',
  '/account': 'account',
  '/signin': 'door',
  '/claim': 'door',
  '/join': 'door',
  '/pair': 'door',
} as const

export function placeAt(path: string): Place {
  const at = path.length > 1 ? path.replace(/\/+$/, '') : path
  if (Object.hasOwn(plain, at)) return { screen: plain[at as keyof typeof plain] }
  return offerAt(at) ?? instanceAt(at) ?? projectAt(at) ?? repositoryAt(at) ?? previewAt(at) ?? imageAt(at) ?? peopleAt(at) ?? { screen: 'nowhere' }
}

function offerAt(path: string): Place | undefined {
  const [, store, app] = /^\/store\/([^/]{1,120})\/([a-z0-9-]{1,40})$/.exec(path) ?? []
  const named = store && decoded(store)
  return named && app ? { screen: 'offer', store: named, app } : undefined
}

function instanceAt(path: string): Place | undefined {
  const [, name, tab = 'overview'] = /^\/apps\/([a-z0-9-]{1,40})(?:\/([a-z]+))?$/.exec(path) ?? []
  const known = tabs.find((each) => each === tab)
  return name && known ? { screen: 'app', name, tab: known } : undefined
}

function projectAt(path: string): Place | undefined {
  const [, name, tab = 'overview'] = /^\/projects\/([a-z0-9-]{1,40})(?:\/([a-z]+))?$/.exec(path) ?? []
  const known = projectTabs.find((each) => each === tab)
  return name && known ? { screen: 'project', name, tab: known } : undefined
}

function repositoryAt(path: string): Place | undefined {
  const [, id, tab = 'rules'] = /^\/previews\/repositories\/([0-9a-f]{12})(?:\/([a-z]+))?$/.exec(path) ?? []
  const known = repositoryTabs.find((each) => each === tab)
  return id && known ? { screen: 'repository', id, tab: known } : undefined
}

function previewAt(path: string): Place | undefined {
  const [, name] = /^\/previews\/([a-z0-9-]{1,40})$/.exec(path) ?? []
  return name ? { screen: 'preview', name } : undefined
}

function imageAt(path: string): Place | undefined {
  const [, name, tab = 'overview'] = /^\/images\/([a-z0-9-]{1,40})(?:\/([a-z]+))?$/.exec(path) ?? []
  const known = imageTabs.find((each) => each === tab)
  return name && known ? { screen: 'image', name, tab: known } : undefined
}

function peopleAt(path: string): Place | undefined {
  const [found, tab = 'people'] = /^\/people(?:\/([a-z]+))?$/.exec(path) ?? []
  const known = peopleTabs.find((each) => each === tab)
  return found && known ? { screen: 'people', tab: known } : undefined
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}

export function appPath(name: string, tab: Tab = 'overview'): string {
  return tab === 'overview' ? `/apps/${name}` : `/apps/${name}/${tab}`
}

export function projectPath(name: string, tab: ProjectTab = 'overview'): string {
  return tab === 'overview' ? `/projects/${name}` : `/projects/${name}/${tab}`
}

export function previewPath(name: string): string {
  return `/previews/${name}`
}

export function imagePath(name: string, tab: ImageTab = 'overview'): string {
  return tab === 'overview' ? `/images/${name}` : `/images/${name}/${tab}`
}

export function repositoryPath(id: string, tab: RepositoryTab = 'rules'): string {
  return tab === 'rules' ? `/previews/repositories/${id}` : `/previews/repositories/${id}/${tab}`
}

export function peoplePath(tab: PeopleTab): string {
  return tab === 'people' ? '/people' : `/people/${tab}`
}

/** The page of an app in the store; with the id of kept data that it shall start from. */
export function offerPath({ store, app }: Pick<StoreOrigin, 'store' | 'app'>, shelf?: string): string {
  return `/store/${encodeURIComponent(store)}/${app}${shelf ? `?shelf=${encodeURIComponent(shelf)}` : ''}`
}

/** Paths that are not the console's own screens, or pages of their own: the browser goes there itself. */
const elsewhere = /^\/(api|go|oidc|trust|connect|documentation|signin\/outside)(\/|\?|$)/

/** Whether the engine answers there, and not a screen. */
export function isElsewhere(path: string): boolean {
  return elsewhere.test(path)
}

/** Where to go after signing in: a path of this very machine, never another site. */
export function nextAfterSignIn(query: string): string {
  const next = new URLSearchParams(query).get('next') ?? '/'
  return /^\/(?![/\\])/.test(next) && !/[\u0000-\u001f\\]/.test(next) ? next : '/'
}
