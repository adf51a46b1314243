import { z } from 'zod'
import { Cause } from './cause.ts'

const branch = z
  .string()
  .regex(/^(?![-/.])(?!.*(?:\.\.|\/\/|@\{))[\w./-]{1,120}(?<![/.])$/, 'use the name of a branch')
  .nullable()
  .default(null)
const address = z.url({ protocol: /^https?$/ }).max(1000)

/** Where a catalogue comes from. */
export const StoreSource = z.discriminatedUnion('kind', [
  /** A folder of this machine. */
  z.object({ kind: z.literal('folder'), folder: z.string().startsWith('/').max(1000) }),
  /** A zip of such a folder: a file of this machine, or an address. */
  z.object({ kind: z.literal('zip'), file: z.union([address, z.string().startsWith('/').max(1000)]) }),
  /** A repository with such a folder; its main branch when none is named. */
  z.object({ kind: z.literal('git'), url: z.union([address, z.string().regex(/^(\/|file:\/\/\/|ssh:\/\/)[^\s]+$/)]), branch }),
  /** A static site with `all_apps/store_metadata.json` below it; `{branch}` in the address is where the branch goes. */
  z.object({ kind: z.literal('http'), url: address, branch }),
])
export type StoreSource = z.infer<typeof StoreSource>

export const StoreName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'use 1 to 40 lowercase letters, digits and dashes')
  .brand<'StoreName'>()
export type StoreName = z.infer<typeof StoreName>

/** A source without the password that its address may carry: what is shown. */
export function shownSource(source: StoreSource): StoreSource {
  const shown = (address: string): string => address.replace(/^(\w+:\/\/[^/@:]*):[^/@]*@/, '$1:***@')
  if (source.kind === 'zip') return { ...source, file: shown(source.file) }
  return source.kind === 'folder' ? source : { ...source, url: shown(source.url) }
}

/** A catalogue as people see it. */
export const StoreView = z.object({
  name: StoreName,
  source: StoreSource,
  /** It comes with Berth or from the settings file, so it is not removed or changed here. */
  fixed: z.boolean(),
  /** Branches that can be switched to, where they are known. */
  branches: z.array(z.string()),
  apps: z.number().int(),
  /** How many of them cannot be installed. */
  bad: z.number().int(),
  /** When it was last read whole; null when it never was. */
  refreshed: z.string().nullable(),
  refreshing: z.boolean(),
  /** Why the last refresh failed; what was read before is still offered. */
  cause: Cause.nullable(),
})
export type StoreView = z.infer<typeof StoreView>

export const StoreBody = z.object({ name: StoreName, source: StoreSource })
export type StoreBody = z.infer<typeof StoreBody>
export const BranchBody = z.object({ branch: z.string().min(1).max(120) })
export type BranchBody = z.infer<typeof BranchBody>
