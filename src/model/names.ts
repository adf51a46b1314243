import { z } from 'zod'

/**
 * Names are parsed once, where they come in, and are branded from then on.
 * A label of DNS is the narrowest of the places a name ends up in (host, folder,
 * compose project, container label), so its grammar is the grammar of every name.
 */
const label = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/
const sentence = 'use 1 to 40 lowercase letters, digits and dashes, not starting or ending with a dash'

/** Names that the gateway or the console answers to itself. */
export const reservedNames: ReadonlySet<string> = new Set(['berth', 'console', 'core', 'localhost', 'www', 'api'])

/** Published apps are called with underscores too; an instance of one gets dashes, as it is a host. */
const appLabel = /^[a-z0-9](?:[a-z0-9_-]{0,38}[a-z0-9])?$/
export const AppName = z.string().regex(appLabel, 'use 1 to 40 lowercase letters, digits, dashes and underscores, starting and ending with a letter or digit').brand<'AppName'>()
export type AppName = z.infer<typeof AppName>

export const InstanceName = z
  .string()
  .regex(label, sentence)
  .refine((name) => !reservedNames.has(name), 'this name is kept for Berth itself')
  .brand<'InstanceName'>()
export type InstanceName = z.infer<typeof InstanceName>

/** Eight base-36 letters, made at the first boot; part of every Docker object's name. */
export const EngineId = z
  .string()
  .regex(/^[a-z][a-z0-9]{7}$/)
  .brand<'EngineId'>()
export type EngineId = z.infer<typeof EngineId>

export const JobId = z
  .string()
  .regex(/^[a-z0-9]{4,32}$/)
  .brand<'JobId'>()
export type JobId = z.infer<typeof JobId>

export const ShelfId = z
  .string()
  .regex(/^[a-z0-9-]{3,80}$/)
  .brand<'ShelfId'>()
export type ShelfId = z.infer<typeof ShelfId>

/** A service inside a compose file. */
export const ServiceName = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,62}$/)
  .brand<'ServiceName'>()
export type ServiceName = z.infer<typeof ServiceName>
