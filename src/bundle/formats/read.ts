import { Problem } from '../../model/problem.ts'
import type { Template } from '../bundle.ts'
import { readMeta } from './appmeta.ts'
import { readLegacy } from './legacy.ts'
import { readXApp } from './xapp.ts'

const composeFiles = ['compose.yaml', 'compose.yml', 'docker-compose.yml', 'docker-compose.yaml']

/** The files by which an app says what it is, the newest format first. */
export const appFiles: readonly string[] = ['app_meta.json', 'docker-compose.yml.template', 'app.json', ...composeFiles]

/**
 * An app in whichever format it was written, as it reads in our current one: `app_meta.json` 1.0 to 1.3 beside a
 * template, `app.json` 1.0 to 5.0, or a compose file with `x-app`. `files` are texts by their path in the app's folder.
 * Throws `bad-entry` with the file and the path of the wrong field.
 */
export function readApp(app: string, files: ReadonlyMap<string, string>): Template {
  return { ...readFormat(app, files), files: Object.fromEntries(files) }
}

function readFormat(app: string, files: ReadonlyMap<string, string>): Template {
  const [meta, template, legacy] = ['app_meta.json', 'docker-compose.yml.template', 'app.json'].map((name) => files.get(name))
  if (meta !== undefined) return { meta: readMeta(app, meta), text: template ?? missing(app, 'docker-compose.yml.template', 'it is missing') }
  if (legacy !== undefined) return readLegacy(app, legacy, template)
  const name = composeFiles.find((file) => files.has(file))
  if (name !== undefined) return readXApp(app, name, files.get(name) ?? '')
  return missing(app, 'app_meta.json', 'it is missing')
}

function missing(app: string, where: string, reason: string): never {
  throw new Problem('bad-entry', { app, where, reason })
}
