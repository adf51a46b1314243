import { createHash } from 'node:crypto'
import type { Envelope, Incoming } from '../provider.ts'
import { bad } from './bad.ts'

export interface HeaderNames {
  /** Headers that name the event and the delivery, best first. */
  readonly event: readonly string[]
  readonly id: readonly string[]
}

/** What a webhook says of itself. Throws `bad-webhook`. */
export function openEnvelope(incoming: Incoming, names: HeaderNames): Envelope {
  const event = header(incoming, names.event)
  if (event === undefined) throw bad(`the header ${names.event[0] ?? ''} is missing`)
  if (!/^[\w .:-]{1,100}$/.test(event)) throw bad(`the header ${names.event[0] ?? ''} names no event`)
  return { id: idOf(incoming, names), event, text: textOf(incoming) }
}

/** The first of these headers that is there. */
export function header({ headers }: Incoming, names: readonly string[]): string | undefined {
  return names.map((name) => headers[name.toLowerCase()]?.trim()).find((value) => value !== undefined && value !== '')
}

/** The JSON text as it came, or out of the form's field. Throws `bad-webhook`. */
export function textOf({ headers, body }: Incoming): string {
  if (body.length === 0) throw bad('its body is empty')
  const text = utf8(body)
  if (text.includes('\0')) throw bad('its body has a NUL byte')
  if (isForm({ headers })) return payloadField(text)
  const type = typeOf({ headers }) ?? 'application/json'
  if (type === 'application/json' || type.endsWith('+json')) return text
  throw bad(`its content type is ${type.slice(0, 60)}, not application/json`)
}

export function isForm(incoming: Pick<Incoming, 'headers'>): boolean {
  return typeOf(incoming) === 'application/x-www-form-urlencoded'
}

/**
 * What providers put into the one field of their forms; nothing where it is no such form. It must stand first: nobody signs
 * the content type, so a signed JSON with such a field somewhere in a title would else be read as a form of whoever wrote
 * the title. And the rest is not split up: this is done before anything is known to be signed.
 */
export function formPayload(form: string): string | undefined {
  const [field = ''] = form.split('&', 1)
  return field.startsWith('payload=') ? (new URLSearchParams(field).get('payload') ?? undefined) : undefined
}

function typeOf({ headers }: Pick<Incoming, 'headers'>): string | undefined {
  return headers['content-type']?.split(';')[0]?.trim().toLowerCase()
}

function payloadField(form: string): string {
  const payload = formPayload(form)
  if (payload === undefined || payload === '') throw bad('the form begins with no field called payload')
  if (payload.includes('\0')) throw bad('its body has a NUL byte')
  return payload
}

/** A digest where the provider gives no name that can be one: the same content is the same delivery. */
function idOf(incoming: Incoming, { id }: HeaderNames): string {
  const given = header(incoming, id)
  if (given !== undefined && /^[\w.:-]{1,100}$/.test(given)) return given
  return createHash('sha256').update(incoming.body).digest('hex').slice(0, 40)
}

function utf8(body: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body)
  } catch {
    throw bad('its body is not UTF-8')
  }
}
