import type { AppMeta } from '../../model/app.ts'
import { pictureType } from '../../model/picture.ts'
import type { Template } from '../bundle.ts'
import { entryAsks } from '../entryasks.ts'
import { sampleMeta } from '../samples.ts'
import { checkRun } from './checkrun.ts'
import { advice, attempt, error } from './fault.ts'
import type { Fault } from './fault.ts'
import { appFiles, readApp } from './read.ts'

const templateFile = 'docker-compose.yml.template'

/** Everything that is wrong with an app, at once, errors first. `names` are all files of its folder, by their path in it. */
export function checkApp(app: string, files: ReadonlyMap<string, string>, names: readonly string[]): readonly Fault[] {
  const file = appFiles.find((name) => name !== templateFile && files.has(name)) ?? 'app_meta.json'
  const { made, faults } = attempt(() => readApp(app, files))
  const runs = made ?? withoutMeta(files)
  const ofMeta = made ? metaFaults(app, file, made.meta, names) : []
  const ofRun = runs ? checkRun(runs).map((fault) => (/^(entrypoints|paths)\./.test(fault.where) ? { ...fault, where: `${file}: ${fault.where}` } : fault)) : []
  const all = [...faults, ...ofMeta, ...ofRun]
  return [...all.filter(({ level }) => level === 'error'), ...all.filter(({ level }) => level === 'advice')]
}

/** How an app runs can be told, also when what it is was written wrongly. */
function withoutMeta(files: ReadonlyMap<string, string>): Template | undefined {
  const text = files.get(templateFile)
  return text === undefined ? undefined : { meta: { ...sampleMeta(), entrypoints: [], paths: {} }, text, files: Object.fromEntries(files) }
}

function metaFaults(app: string, file: string, meta: AppMeta, names: readonly string[]): readonly Fault[] {
  const { name, paths, store_info: info } = meta
  const asks = entryAsks(meta).map(({ grant, what }) => advice(`${file}: entrypoints`, `it asks for ${what}; whoever installs it must grant ${grant}`))
  const lost = Object.keys(paths).filter((prefix) => prefix !== '' && !prefix.startsWith('/'))
  return [
    ...(name === app ? [] : [error(`${file}: name`, `it says ${name} in the folder ${app}`)]),
    ...lost.map((prefix) => advice(`${file}: paths.${prefix}`, 'no path begins like this; write it with a / at the start')),
    ...('' in paths ? [] : [advice(`${file}: paths`, 'nothing is said of the rest of its paths (""); they are private')]),
    ...iconFaults(file, meta.icon, names),
    ...(info.description_short ? [] : [advice(`${file}: store_info.description_short`, 'nobody learns from the catalogue what it is')]),
    ...asks,
  ]
}

function iconFaults(file: string, icon: string, names: readonly string[]): readonly Fault[] {
  if (!pictureType(icon)) return [advice(`${file}: icon`, `${icon} is no picture by its name`)]
  return names.includes(icon) ? [] : [advice(`${file}: icon`, `there is no file ${icon} in the app`)]
}
