import { z } from 'zod'
import { AppName } from '../../model/names.ts'

const versions = ['1.0', '2.0', '3.0', '3.1', '3.2', '4.0', '5.0'] as const

const Port = z.number().int().min(1).max(65535)
const DataDir = z.union([z.string(), z.object({ path: z.string(), shared_dir: z.string().nullish() })])

/** FreeShard's format before July 2023: one image, its services by name. Each version added fields; none took one away. */
export const Legacy = z.object({
  v: z.enum(versions, `known are ${versions.join(', ')}`).optional(),
  name: AppName,
  image: z.string().min(1).optional(),
  port: Port.optional(),
  container_name: z.string().min(1).optional(),
  entrypoints: z.array(z.object({ container_name: z.string().optional(), container_port: Port, entrypoint_port: z.enum(['http', 'mqtt']) })).optional(),
  data_dirs: z.array(DataDir).nullish(),
  shared_dir: z.string().nullish(),
  env_vars: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).nullish(),
  services: z.array(z.enum(['postgres'], 'of services only postgres is known')).nullish(),
  paths: z.record(z.string(), z.object({ access: z.enum(['public', 'private', 'peer']), headers: z.record(z.string(), z.string()).nullish() })).optional(),
  lifecycle: z.unknown().optional(),
  app_version: z.string().min(1).optional(),
  icon: z.string().min(1).optional(),
  description: z.string().optional(),
  store_info: z.record(z.string(), z.unknown()).nullish(),
})
export type Legacy = z.infer<typeof Legacy>
