import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Template } from '../../bundle/bundle.ts'
import { appFiles, readApp } from '../../bundle/formats/read.ts'
import { titleOf } from '../../bundle/formats/parse.ts'
import { isAppText } from '../../bundle/sidecars.ts'
import { survey } from '../../bundle/survey.ts'
import type { Survey } from '../../bundle/survey.ts'
import { readTexts } from '../../kit/texts.ts'
import type { AppName } from '../../model/names.ts'
import { Problem } from '../../model/problem.ts'
import { buildsAlone } from './dockerfile.ts'
import { badEntry, describe } from './entry.ts'
import type { Entry, Needed } from './entry.ts'
import { ownPicture } from './picture.ts'
import { reasonOf } from './unreadable.ts'

/** An app's folder as a template. Throws `bad-entry` or `bad-compose` with the path of the wrong field. */
export async function readAppFolder(app: string, folder: string): Promise<Template> {
  const template = readApp(app, await readTexts(folder, isAppText))
  const { name } = template.meta
  if (name !== app) throw new Problem('bad-entry', { app, where: 'app_meta.json: name', reason: `it says ${name} in the folder ${app}` })
  return template
}

/** What an app's own files say of it. */
export async function entryOfFolder(app: AppName, folder: string): Promise<Entry> {
  const read = await readAppFolder(app, folder).catch((error: unknown) => badEntry(app, titleOf(app), asBad(error)))
  if ('bad' in read) return read
  const icon = await ownPicture(folder, read.meta.icon)
  const known = { ...describe(read.meta), icon, here: true, sha256: null }
  try {
    return { ...known, bad: null, images: await neededBy(survey(read), folder) }
  } catch (error) {
    return { ...known, bad: asBad(error), images: null }
  }
}

/** Does this folder hold one of the files that say what an app is? Links are neither. */
export async function isAppFolder(folder: string): Promise<boolean> {
  if (!(await lstat(folder).catch(() => undefined))?.isDirectory()) return false
  const entries = await readdir(folder, { withFileTypes: true })
  return entries.some((entry) => entry.isFile() && appFiles.includes(entry.name))
}

/** The path of the wrong field and why, of anything that reading an app threw. */
export function faultOf(error: unknown): { readonly where: string; readonly reason: string } {
  if (!(error instanceof Problem)) return { where: 'its files', reason: reasonOf(error) }
  const { where = 'docker-compose.yml.template', reason, what } = error.values
  return { where: String(where), reason: String(reason ?? (what === undefined ? error.message : `an app may not have ${what}`)) }
}

function asBad(error: unknown): string {
  const { where, reason } = faultOf(error)
  return `${where}: ${reason}`
}

async function neededBy({ services }: Survey, folder: string): Promise<readonly Needed[]> {
  return await Promise.all(services.map(async ({ image, context }) => ({ image, alone: context !== null && (await buildsAlone(join(folder, context))) })))
}
