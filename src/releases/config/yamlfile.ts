import { isMap, isScalar, LineCounter, parseDocument } from 'yaml'
import type { Document } from 'yaml'
import { Problem } from '../../model/problem.ts'

/** One file of a project's source. */
export interface YamlFile {
  readonly value: unknown
  /** Where a field stands, for a person: `env.PORT (line 4)`. */
  where(path: readonly PropertyKey[]): string
}

/**
 * A YAML file as values. Below `texts` every scalar is the text that stands there: a variable's `1.10` is no number.
 * Throws `bad-project-file` with the line.
 */
export function parseYamlFile(file: string, text: string, texts: readonly (readonly string[])[]): YamlFile {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const [error] = document.errors
  if (error) throw new Problem('bad-project-file', { file, where: `line ${lines.linePos(error.pos[0]).line}`, reason: error.message.split('\n')[0] ?? '' })
  for (const path of texts) keepTexts(document, path)
  const where = (path: readonly PropertyKey[]): string => {
    const range = rangeOf(document, path)
    const name = path.length === 0 ? 'the file' : path.join('.')
    return range === undefined ? name : `${name} (line ${lines.linePos(range).line})`
  }
  return { value: valueOf(file, document), where }
}

function valueOf(file: string, document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) as unknown
  } catch (error) {
    throw new Problem('bad-project-file', { file, where: 'the file', reason: 'its aliases make it too large' }, error)
  }
}

function keepTexts(document: Document, path: readonly string[]): void {
  const map = document.getIn(path, true)
  if (!isMap(map)) return
  for (const { value } of map.items) {
    if (isScalar(value) && typeof value.value !== 'string') value.value = value.source ?? ''
  }
}

function rangeOf(document: Document, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as { range?: readonly number[] | null } | undefined
    if (node?.range) return node.range[0]
  }
  return undefined
}
