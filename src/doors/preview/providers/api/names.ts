import type { Provider } from '../../../../model/preview.ts'

/** As people call them. */
export const providerNames: Readonly<Record<Provider, string>> = { github: 'GitHub', gitlab: 'GitLab', gitea: 'Gitea', launchpad: 'Launchpad' }

/** Where a provider is when nobody says; Gitea has no such place. */
export const usualUrls: Readonly<Record<Provider, string | null>> = { github: 'https://github.com', gitlab: 'https://gitlab.com', gitea: null, launchpad: 'https://launchpad.net' }

/** Its API, by the address of its pages without a slash at the end. */
export function apiOf(provider: Provider, url: string): string {
  if (provider === 'gitlab') return `${url}/api/v4`
  if (provider === 'gitea') return `${url}/api/v1`
  const { protocol, host } = new URL(url)
  if (provider === 'launchpad') return /(?:^|\.)launchpad\.net$/.test(host) ? `${protocol}//api.${host}/devel` : `${url}/api/devel`
  // also where GitHub keeps an enterprise's data apart: https://acme.ghe.com
  return host === 'github.com' || host.endsWith('.ghe.com') ? `${protocol}//api.${host}` : `${url}/api/v3`
}

/** An address as it is kept: without a slash at the end, however somebody wrote it. */
export function placeOf(url: string): string {
  return url.replace(/\/+$/, '')
}
