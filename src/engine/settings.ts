import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { Problem } from '../model/problem.ts'
import { defaultBuilder } from '../builders/buildpacks/settings.ts'
import { StoreBody, StoreName } from '../model/store.ts'

const whole = z.coerce.number().int()

const PortRange = z
  .string()
  .regex(/^\d+-\d+$/, 'write it as from-to')
  .transform((text) => text.split('-').map(Number))
  .transform(([from = 0, to = 0]) => ({ from, to }))
  .refine(({ from, to }) => from >= 1024 && to <= 65535 && from <= to, 'between 1024 and 65535')

const Store = z.union([z.object({ name: StoreName, folder: z.string().min(1) }), StoreBody])

const Range = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])
const isRanges = (text: string): boolean => text === '' || text.split(',').every((one) => Range.safeParse(one).success)

const Traefik = z.object({
  network: z
    .string()
    .regex(/^[\w.-]+$/)
    .optional(),
  entrypoint: z
    .string()
    .regex(/^[\w-]+$/)
    .default('websecure'),
  auth: z.url({ protocol: /^https?$/ }),
})

/**
 * Every setting, with what it means: `docs/settings.md` is generated from this. They are read from
 * `settings.yaml` in the data directory; an environment variable `BERTH_<NAME>` goes before it.
 */
export const Settings = z
  .object({
    domain: z
      .string()
      .regex(/^[a-z0-9.-]+$/)
      .default('localhost')
      .describe('Apps answer at `<instance>.<domain>`, the console at `berth.<domain>`.'),
    port: z
      .string()
      .regex(/^\d+(,\d+)*$/)
      .default('80,8080')
      .describe('The port people use: the first of these that may be opened.'),
    https_port: z
      .string()
      .regex(/^\d+(,\d+)*$/)
      .default('443,8443')
      .describe('The port of HTTPS: the first of these that may be opened.'),
    lan_name: z
      .string()
      .regex(/^[a-z0-9]{1,20}$/, 'use 1 to 20 small letters and digits')
      .default('auto')
      .describe('On the LAN the console answers at `berth-<name>.local`, each app at `<app>-<name>.local`. `auto` makes the name from the host name; `off` answers to none.'),
    ports: PortRange.prefault('8100-8999').describe('From here each app gets a port of its own.'),
    network_pool: z.cidrv4().default('10.213.0.0/16').describe('Addresses from which each app gets a network of its own.'),
    idle_for_pause: whole.min(5).default(60).describe('Seconds without visitors after which an app is paused, unless it says otherwise.'),
    idle_for_stop: whole.min(5).default(1800).describe('Seconds without visitors after which an app is stopped, unless it says otherwise.'),
    pressure_limit: z.coerce.number().min(0).default(10).describe('Percent of time that programs wait for memory (PSI some avg10) above which the least used app gives way.'),
    disk_free_mb: whole.min(0).default(1000).describe('Megabytes that stay free on the disk: below it apps are stopped rather than let the disk fill.'),
    upload_mb: whole.min(1).default(2000).describe('Megabytes an archive may have that is sent to be deployed without git.'),
    jobs_at_once: whole.min(1).max(16).default(2).describe('How many jobs run side by side.'),
    ssh_port: whole.min(0).max(65535).default(2222).describe('The port of `git push` over SSH; `0` opens none. It is opened with the first project.'),
    ssh_host: z.string().default('0.0.0.0').describe('The address that the port of `git push` is opened at.'),
    runscript_image: z
      .string()
      .regex(/^[a-zA-Z0-9][\w./:@-]*$/)
      .default('debian:bookworm-slim')
      .describe('The image in which the `./run` script of a repository is asked what it would do: it has a shell and the usual programs.'),
    outsider_images: z
      .enum(['registry', 'machine'])
      .default('registry')
      .describe(
        'Where the images come from that the build of an outsider names: `registry`, as it gives them to everybody, or `machine`, also those that are here (then such a build may read what you fetched with a password).',
      ),
    preview_sweep_minutes: whole.min(1).max(1440).default(10).describe('How often previews are compared with the pull requests that are open, minutes: what no webhook said is made good within that.'),
    builds_at_once: whole.min(1).max(16).default(2).describe('How many builds run side by side.'),
    build_memory_mb: whole.min(64).default(2048).describe('Megabytes of memory a build may use.'),
    build_cpus: z.coerce.number().min(0.1).max(256).default(2).describe('Processors a build may use.'),
    build_processes: whole.min(16).default(1024).describe('Processes and threads a build may have at once.'),
    build_disk_mb: whole.min(100).default(10_000).describe('Megabytes by which a build may let the disk of Docker grow.'),
    build_minutes: whole.min(1).max(1440).default(30).describe('Minutes after which a build is ended.'),
    buildpacks_builder: z.string().default(defaultBuilder).describe('The builder image of buildpacks where a project names none.'),
    docker_socket: z.string().default('/var/run/docker.sock').describe('Where Docker listens.'),
    gateway_uid: whole.min(1).default(64198).describe('The user id the gateway runs as when Berth is started by root; it needs no account.'),
    trusted_proxies: z
      .string()
      .refine(isRanges, 'write addresses or ranges of them with commas between')
      .default('')
      .describe('Addresses of your own reverse proxies before Berth: what they say of where a visitor comes from is believed. See [behind a proxy](behind-a-proxy.md).'),
    traefik: Traefik.nullable()
      .default(null)
      .describe('Your own Traefik, which finds apps by labels: its `network`, `entrypoint` and the address `auth` where it asks Berth. See [behind a proxy](behind-a-proxy.md).'),
    stores: z.array(Store).default([]).describe('Catalogues besides the starter: a list of `name` and `folder`, or `name` and `source` as in the API. More are added in the console.'),
    log_level: z.enum(['debug', 'info', 'warn', 'error']).default('info').describe('How much is written to the log.'),
  })
  .strict()
export type Settings = z.infer<typeof Settings>

/** The settings of a data directory. Throws `Problem('setting')` naming the first that is not right. */
export async function readSettings(data: string, environment: Readonly<Record<string, string | undefined>>): Promise<Settings> {
  const text = await readFile(join(data, 'settings.yaml'), 'utf8').catch(() => '')
  const given = { ...asObject(text), ...fromEnvironment(environment) }
  const parsed = Settings.safeParse(given)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new Problem('setting', { name: issue?.path.join('.') || 'settings.yaml', reason: issue?.message ?? 'unreadable' })
}

function asObject(text: string): object {
  try {
    const value: unknown = parse(text) ?? {}
    if (typeof value === 'object' && value !== null) return value
  } catch (error) {
    throw new Problem('setting', { name: 'settings.yaml', reason: String(error) })
  }
  throw new Problem('setting', { name: 'settings.yaml', reason: 'it is not a list of names and values' })
}

/** Lists and the like are written in the file. */
const structured = ['stores', 'traefik']

function fromEnvironment(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const found: Record<string, string> = {}
  for (const name of Object.keys(Settings.shape)) {
    const value = environment[`BERTH_${name.toUpperCase()}`]
    if (value !== undefined && !structured.includes(name)) found[name] = value
  }
  return found
}
