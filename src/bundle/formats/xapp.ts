import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { AppMeta } from '../../model/app.ts'
import { Problem } from '../../model/problem.ts'
import type { Template } from '../bundle.ts'
import { checkCompose, parseYaml } from '../compose.ts'
import type { Compose, Service } from '../compose.ts'
import { bySchema, isObject, titleOf } from './parse.ts'

/** Where the one published app on the machine's own network (Kolibri) listens: such a file names no port. */
const hostPort = 8080

/** App Disks' `x-app`, read as texts: an unquoted version 1.10 is no number. */
const XApp = z.object({
  name: z.string().optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  url: z.string().optional(),
  category: z.string().optional(),
  icon: z.string().optional(),
  version: z.string().optional(),
})

/** A compose file with `x-app`. Throws `bad-entry` or `bad-compose`. */
export function readXApp(app: string, file: string, text: string): Template {
  const compose = checkCompose(app, parseYaml(app, file, text))
  if (!isObject(compose['x-app'])) throw new Problem('bad-entry', { app, where: file, reason: 'it has no x-app, and there is no app_meta.json beside it that says what it is' })
  const said = bySchema(app, `${file}: x-app`, XApp, (parse(text, { schema: 'failsafe', merge: true }) as Record<string, unknown>)['x-app'])
  return { meta: bySchema(app, file, AppMeta, metaOf(app, file, said, compose)), text: templateOf(compose) }
}

function metaOf(app: string, file: string, said: z.infer<typeof XApp>, compose: Compose): object {
  const { description = '', category } = said
  const store = { description_short: description.trim().split(/\n|(?<=[.!?]) /)[0] ?? '', description_long: description.trim(), ...(category ? { category } : {}) }
  const head = { v: '1.3', name: app, pretty_name: said.title || titleOf(said.name ?? app), app_version: said.version || '0', icon: said.icon || 'icon.png' }
  return { ...head, homepage: said.url ?? null, entrypoints: [entryOf(app, file, compose)], paths: { '': { access: 'private' } }, store_info: store }
}

/** The service that publishes `${port}`, else the first that publishes anything. */
function entryOf(app: string, file: string, { services }: Compose): object {
  const published = Object.entries(services).flatMap(([name, service]) => portsOf(service).map((text) => ({ name, text })))
  const chosen = published.find(({ text }) => text.startsWith('${port}:')) ?? published[0]
  const port = /:(\d+)(?:\/tcp)?$/.exec(chosen?.text ?? '')?.[1]
  if (chosen && port !== undefined) return { container_name: chosen.name, container_port: Number(port), entrypoint_port: 'http' }
  const onHost = Object.entries(services).find(([, { network_mode: mode }]) => mode === 'host')
  if (onHost) return { container_name: onHost[0], container_port: hostPort, entrypoint_port: 'http' }
  throw new Problem('bad-entry', { app, where: `${file}: services`, reason: 'no service publishes a port, so there is no way in' })
}

function portsOf({ ports }: Service): readonly string[] {
  return Array.isArray(ports) ? ports.map(String) : []
}

/** Its data goes where an instance's data is; what looked like a template in it stays what it is. */
function templateOf({ services, ...rest }: Compose): string {
  const own = Object.entries(rest).filter(([key]) => !key.startsWith('x-'))
  const moved = Object.fromEntries(Object.entries(services).map(([name, service]) => [name, { ...service, volumes: service.volumes.map(mountOf) }]))
  const text = stringify({ ...Object.fromEntries(own), services: moved }, { defaultStringType: 'BLOCK_LITERAL', defaultKeyType: 'PLAIN', lineWidth: 0 })
  const escaped = text.replace(/\{[{%#]/g, (sign) => `{{ "${sign}" }}`)
  return escaped.replace(/\$\{(port|pass|hostname|ip)\}/g, (_, name: keyof typeof variables) => variables[name]).replaceAll(dataMark, '{{ fs.app_data }}')
}

/** What App Disks' engine wrote into `.env`. The address of the machine is not known to an app here. */
const variables = { port: '80', pass: "{{ secret('pass') }}", hostname: '{{ portal.domain }}', ip: '127.0.0.1' }
/** Stands for the data folder until all else has been escaped. */
const dataMark = '/the-data-of-this-instance'

function mountOf(mount: Service['volumes'][number]): Service['volumes'][number] {
  const move = (path: string): string => path.replace(/^\.\/data(?=\/|$)/, dataMark)
  if (typeof mount !== 'string') return mount.source === undefined ? mount : { ...mount, source: move(mount.source) }
  const [source = '', ...target] = mount.split(':')
  return [move(source), ...target].join(':')
}
