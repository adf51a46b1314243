import { AppMeta } from '../../model/app.ts'
import { Problem } from '../../model/problem.ts'
import type { Template } from '../bundle.ts'
import { Legacy } from './legacyschema.ts'
import { legacyText } from './legacytext.ts'
import { currentLifecycle } from './migrations.ts'
import { bySchema, fromJson, titleOf } from './parse.ts'

const file = 'app.json'
/** `app.json`, with the template that came beside it since 5.0. Throws `bad-entry`. */
export function readLegacy(app: string, text: string, template: string | undefined): Template {
  const legacy = bySchema(app, file, Legacy, fromJson(app, file, text))
  const meta = bySchema(app, file, AppMeta, metaOf(app, legacy))
  if (template !== undefined) return { meta, text: template }
  if (legacy.image === undefined) throw new Problem('bad-entry', { app, where: `${file}: image`, reason: 'it names no image, and there is no docker-compose.yml.template beside it' })
  return { meta, text: legacyText(legacy, legacy.image) }
}

function metaOf(app: string, legacy: Legacy): object {
  const { name, paths, store_info: info, description } = legacy
  const said = { v: '1.3', name, pretty_name: titleOf(name), app_version: legacy.app_version ?? tagOf(legacy.image), icon: legacy.icon ?? 'icon.png' }
  const store = { ...(description === undefined ? {} : { description_short: description }), ...info }
  return { ...said, entrypoints: entriesOf(app, legacy), paths: pathsOf(paths), lifecycle: currentLifecycle(legacy.lifecycle), store_info: store }
}

function entriesOf(app: string, { name, container_name: container = name, entrypoints, port }: Legacy): object[] {
  if (entrypoints) return entrypoints.map((entry) => ({ container_name: container, ...entry }))
  if (port === undefined) throw new Problem('bad-entry', { app, where: `${file}: port`, reason: 'it names no port, and no entrypoints' })
  return [{ container_name: container, container_port: port, entrypoint_port: 'http' }]
}

/** What says nothing of its paths is its owner's. */
function pathsOf(paths: Legacy['paths'] = { '': { access: 'private' } }): object {
  return Object.fromEntries(Object.entries(paths).map(([prefix, { access, headers }]) => [prefix, { access, ...(headers ? { headers } : {}) }]))
}

/** Before 5.0 there was no version but the image's; a tag that moves is none. */
function tagOf(image = ''): string {
  const tag = /:([\w.-]+)$/.exec(image)?.[1] ?? ''
  return /\d/.test(tag) ? tag : '0'
}
