import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'
import { Problem } from '../model/problem.ts'

const Words = z.union([z.string(), z.array(z.string())])
const Scalar = z.union([z.string(), z.number(), z.boolean(), z.null()])
const Names = z.union([z.array(z.string()), z.record(z.string(), z.unknown())])

const Mount = z.union([z.string(), z.object({ type: z.string(), source: z.string().optional(), target: z.string(), read_only: z.boolean().optional() }).loose()])
export type Mount = z.infer<typeof Mount>

const EnvFile = z.object({ path: z.string(), required: z.boolean().optional() })
type EnvFile = z.infer<typeof EnvFile>

/** The parts of a service that Berth reads; the rest is judged by its name and passed on as it is. */
export const Service = z
  .object({
    image: z.string().optional(),
    build: z.union([z.string(), z.object({ context: z.string().default('.') }).loose()]).optional(),
    container_name: z.string().optional(),
    user: z.coerce.string().optional(),
    privileged: z.union([z.boolean(), z.string()]).optional(),
    network_mode: z.string().optional(),
    devices: z.array(z.union([z.string(), z.object({ source: z.string() }).loose()])).optional(),
    extends: z.union([z.string(), z.object({ service: z.string(), file: z.string().optional() })]).optional(),
    environment: z.union([z.array(z.string()), z.record(z.string(), Scalar)]).optional(),
    depends_on: z.union([z.array(z.string()), z.record(z.string(), z.object({ condition: z.string().optional() }).loose())]).optional(),
    volumes: z.array(Mount).default([]),
    networks: z.union([z.array(z.string()), z.record(z.string(), z.union([z.null(), z.object({ aliases: z.array(z.string()).optional() }).loose()]))]).optional(),
    healthcheck: z.object({ disable: z.boolean().optional(), test: Words.optional() }).loose().optional(),
    stop_grace_period: z.union([z.string(), z.number()]).optional(),
    cap_add: z.array(z.string()).optional(),
    security_opt: z.array(z.string()).optional(),
    extra_hosts: z.union([z.array(z.string()), z.record(z.string(), Words)]).optional(),
    env_file: z.union([z.string(), z.array(z.union([z.string(), EnvFile]))]).optional(),
    /** Our own: a service that runs `once` is a release command. */
    'x-berth': z.object({ once: z.boolean().optional() }).loose().optional(),
    deploy: z
      .object({
        resources: z
          .object({ limits: z.record(z.string(), z.unknown()).optional() })
          .loose()
          .optional(),
      })
      .loose()
      .optional(),
  })
  .loose()
export type Service = z.infer<typeof Service>

export const Compose = z
  .object({
    services: z.record(z.string(), Service),
    volumes: z.record(z.string(), z.union([z.null(), z.object({}).loose()])).default({}),
    networks: Names.optional(),
    include: z.array(z.union([z.string(), z.object({ path: Words }).loose()])).optional(),
  })
  .loose()
export type Compose = z.infer<typeof Compose>

/** The files a service takes its environment from, in either notation. */
export function envFilesOf({ env_file }: Service): readonly EnvFile[] {
  return [env_file ?? []].flat().map((entry) => (typeof entry === 'string' ? { path: entry } : entry))
}

/** The YAML of a compose file, as it stands. Throws `bad-compose` with the file and its line. */
export function parseYaml(app: string, file: string, text: string): unknown {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, merge: true })
  const [error] = document.errors
  if (error) throw new Problem('bad-compose', { app, where: `${file}: line ${lines.linePos(error.pos[0]).line}`, reason: error.message.split('\n')[0] ?? '' })
  try {
    return document.toJS({ maxAliasCount: 100 })
  } catch (error) {
    throw new Problem('bad-compose', { app, where: file, reason: 'its aliases make it too large' }, error)
  }
}

/** A compose file by its schema. Throws `bad-compose` with the path of the wrong field. */
export function checkCompose(app: string, value: unknown): Compose {
  const parsed = Compose.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw new Problem('bad-compose', { app, where: issue?.path.join('.') || 'the file', reason: issue?.message ?? 'not as expected' })
}
