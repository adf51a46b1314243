import { engineLabel, instanceLabel } from '../model/labels.ts'
import type { EngineId, InstanceName } from '../model/names.ts'

export const serviceLabel = 'com.docker.compose.service'

/** Docker's filter for the objects of an engine, or of one of its instances. */
export function ours(engine: EngineId, instance?: InstanceName): { label: string[] } {
  return { label: [`${engineLabel}=${engine}`, ...(instance ? [`${instanceLabel}=${instance}`] : [])] }
}

/** The compose project of an instance. */
export function projectName(engine: EngineId, instance: InstanceName): string {
  return `berth-${engine}-${instance}`
}
