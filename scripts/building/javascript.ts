import { stripTypeScriptTypes } from 'node:module'

const specifier = /(\bfrom\s*|\bimport\s*\(\s*|\bimport\s+|\bnew URL\(\s*)(['"])(\.{1,2}\/[^'"\n]+)\.ts\2/g

/** What Node runs for this module: its types blanked out (lines stay where they are), its own imports named `.js`. */
export function toJavaScript(source: string): string {
  return stripTypeScriptTypes(source, { mode: 'strip' }).replace(specifier, '$1$2$3.js$2')
}
