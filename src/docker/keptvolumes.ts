import type Dockerode from 'dockerode'
import { buildLabel, engineLabel, useLabel } from '../model/labels.ts'
import { asked } from './ask.ts'
import type { RunOnce } from './once.ts'

/** 404: gone already. 409: somebody still uses it, and it is theirs to drop. */
const left = ({ statusCode }: { statusCode?: number }): boolean => statusCode === 404 || statusCode === 409

/** The volumes that runs keep for the next one; found by their labels, and only this engine's. */
export function keptVolumes(api: Dockerode, socket: string): Pick<RunOnce, 'keptVolumes' | 'dropVolumes'> {
  const list = async (labels: string[]): Promise<Dockerode.VolumeInspectInfo[]> => (await asked(socket, 'list volumes', () => api.listVolumes({ filters: { label: labels } }))).Volumes
  return {
    keptVolumes: async (engine, project) => {
      const found = await list([`${engineLabel}=${engine}`, `${buildLabel}=${project}`])
      return found.map((volume) => ({ name: volume.Name, use: volume.Labels[useLabel] ?? '', made: madeAt(volume) }))
    },
    dropVolumes: async (engine, names) => {
      const ours = new Set((await list([`${engineLabel}=${engine}`, buildLabel])).map(({ Name }) => Name))
      for (const name of names) if (ours.has(name)) await asked(socket, 'remove volume', () => api.getVolume(name).remove(), left)
    },
  }
}

/** The types leave it out; Docker has told it since its API 1.29. */
function madeAt(volume: Dockerode.VolumeInspectInfo & { readonly CreatedAt?: string }): number {
  return Date.parse(volume.CreatedAt ?? '') || 0
}
