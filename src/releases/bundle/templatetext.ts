/** A text with places that the template engine fills, like `{{ secret('x') }}`. Only ever made of words of our own. */
export class Filled {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type Value = string | number | boolean | null | undefined | Filled | readonly Value[] | { readonly [key: string]: Value }

/** Signs that readers of YAML disagree on, or that begin a place of the template engine. */
const odd = /[{\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g

/**
 * A compose file as a template. Whatever stands in it reaches the container as it is: a text can neither begin a place
 * of the template engine (`{`) nor a variable of Compose (`$`), nor end its own quotes.
 */
export function templateText(value: { readonly [key: string]: Value }): string {
  return `${mapping(value, '')}\n`
}

function block(value: Value, indent: string): string {
  if (Array.isArray(value)) return list(value as readonly Value[], indent)
  if (isMapping(value)) return mapping(value, indent)
  return ` ${scalar(value)}`
}

function mapping(value: { readonly [key: string]: Value }, indent: string): string {
  const lines = Object.entries(value).filter(([, one]) => one !== undefined)
  if (lines.length === 0) return ' {}'
  const text = lines.map(([key, one]) => `${indent}${quoted(key)}:${block(one, `${indent}  `)}`).join('\n')
  return indent === '' ? text : `\n${text}`
}

function list(values: readonly Value[], indent: string): string {
  return values.length === 0 ? ' []' : `\n${values.map((one) => `${indent}-${block(one, `${indent}  `)}`).join('\n')}`
}

function scalar(value: Value): string {
  if (value instanceof Filled) return `"${value.text}"`
  return typeof value === 'string' ? quoted(value.replaceAll('$', '$$$$')) : JSON.stringify(value ?? null)
}

/** JSON's quotes are YAML's double ones, which know its `\u007b` too. */
function quoted(text: string): string {
  return JSON.stringify(text.toWellFormed()).replace(odd, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

function isMapping(value: Value): value is { readonly [key: string]: Value } {
  return typeof value === 'object' && value !== null && !(value instanceof Filled) && !Array.isArray(value)
}
