import type { ImageChange, RegisteredImageView } from '../../model/image.ts'
import { isPort, rowsOf, volumesIn } from '../images/formdraft.ts'
import type { VolumeRow } from '../images/formdraft.ts'

/** What of an image can be changed, as it is typed. */
export interface SettingsDraft {
  readonly title: string
  readonly image: string
  readonly port: string
  readonly volumes: readonly VolumeRow[]
  readonly memory: string
  readonly cpus: string
}
type Settled = Pick<RegisteredImageView, 'title' | 'images' | 'settings' | 'compose'>

/** As it is now, with what somebody typed over it. */
export function draftOf({ title, images, settings }: Settled, edited: Partial<SettingsDraft> = {}): SettingsDraft {
  const { port, volumes, memory = '', cpus } = settings
  const now = { title, image: Object.values(images)[0] ?? '', port: port === undefined ? '' : String(port), volumes: rowsOf(volumes), memory, cpus: cpus === undefined ? '' : String(cpus) }
  return { ...now, ...edited }
}

/** Only what differs: each change makes a release. Null takes a limit away. */
export function changeIn(draft: SettingsDraft, view: Settled): ImageChange {
  const before = draftOf(view)
  const differs = (key: keyof SettingsDraft): boolean => JSON.stringify(draft[key]) !== JSON.stringify(before[key])
  const text = (value: string): string | null => value.trim() || null
  return {
    ...(differs('title') && { title: draft.title.trim() }),
    ...(differs('image') && view.compose === null && { image: draft.image.trim() }),
    ...(differs('port') && { port: isPort(draft.port) ? Number(draft.port) : null }),
    ...(differs('volumes') && { volumes: volumesIn(draft.volumes) }),
    ...(differs('memory') && { memory: text(draft.memory) }),
    ...(differs('cpus') && { cpus: draft.cpus.trim() ? Number(draft.cpus) : null }),
  }
}
