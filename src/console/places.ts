export const tabs = ['overview', 'history', 'logs', 'settings', 'danger'] as const
export type Tab = (typeof tabs)[number]

/** The console's screens and what their paths carry. */
export type Place = { readonly screen: 'home' | 'store' | 'shelf' | 'activity' | 'audit' | 'settings' | 'door' | 'nowhere' } | { readonly screen: 'app'; readonly name: string; readonly tab: Tab }

const plain = { '/': 'home', '/store': 'store', '/shelf': 'shelf', '/activity': 'activity', '/activity/audit': 'audit', '/settings': 'settings', '/signin': 'door', '/claim': 'door' } as const

export function placeAt(path: string): Place {
  const at = path.length > 1 ? path.replace(/\/+$/, '') : path
  if (Object.hasOwn(plain, at)) return { screen: plain[at as keyof typeof plain] }
  const [, name, tab = 'overview'] = /^\/apps\/([a-z0-9-]{1,40})(?:\/([a-z]+))?$/.exec(at) ?? []
  const known = tabs.find((each) => each === tab)
  return name && known ? { screen: 'app', name, tab: known } : { screen: 'nowhere' }
}

export function appPath(name: string, tab: Tab = 'overview'): string {
  return tab === 'overview' ? `/apps/${name}` : `/apps/${name}/${tab}`
}

/** Where to go after signing in: a path of this very machine, never another site. */
export function nextAfterSignIn(query: string): string {
  const next = new URLSearchParams(query).get('next') ?? '/'
  return /^\/(?![/\\])/.test(next) && !/[\u0000-\u001f\\]/.test(next) ? next : '/'
}
