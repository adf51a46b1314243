import { appFiles } from './formats/read.ts'

/** Is this a file of an app that says how it runs: what it is, or what its compose file may name? */
export function isAppText(path: string): boolean {
  return appFiles.includes(path) || /(^|\/)\.env$|\.(env|ya?ml)$/.test(path)
}
