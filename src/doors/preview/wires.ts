import type { Provider } from '../../model/preview.ts'
import { giteaWire } from './providers/gitea/wire.ts'
import { githubWire } from './providers/github/wire.ts'
import { gitlabWire } from './providers/gitlab/wire.ts'
import { launchpadWire } from './providers/launchpad/wire.ts'
import type { OpenClient, Wire } from './providers/provider.ts'

export const wires: Readonly<Record<Provider, Wire>> = { github: githubWire, gitlab: gitlabWire, gitea: giteaWire, launchpad: launchpadWire }

/** Loaded with the first connection that needs it. */
export const clients: Readonly<Record<Provider, OpenClient>> = {
  github: async (options) => (await import('./providers/github/client.ts')).openGitHub(options),
  gitlab: async (options) => (await import('./providers/gitlab/client.ts')).openGitLab(options),
  gitea: async (options) => (await import('./providers/gitea/client.ts')).openGitea(options),
  launchpad: async (options) => (await import('./providers/launchpad/client.ts')).openLaunchpad(options),
}
