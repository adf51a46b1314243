import type { MulticastDNS, QueryPacket, ResponseOutgoingPacket } from 'multicast-dns'
import { lanName } from './label.ts'

export type Answer = ResponseOutgoingPacket['answers'][number]
export type Question = NonNullable<QueryPacket['questions']>[number]
export type Query = QueryPacket
export type Wire = MulticastDNS

/** Seconds; what RFC 6762, 10 asks for records with a host's address. */
const ttl = 120

/** What this machine is called, as it answers on one network. */
export interface Names {
  readonly label: string
  /** Tells two machines with one label apart. */
  readonly engine: string
  /** The console's and the apps', whole and in small letters. */
  readonly all: ReadonlySet<string>
}

export function namesOf(label: string, engine: string, apps: readonly string[]): Names {
  return { label, engine, all: new Set(['berth', ...apps].map((name) => lanName(name, label))) }
}

/** All records of one of the names, at this address. */
export function recordsOf(name: string, names: Names, address: string, life: number = ttl): Answer[] {
  const shared = { name, ttl: life, class: 'IN', flush: true } as const
  const own: Answer[] = name === lanName('berth', names.label) ? [{ ...shared, type: 'TXT', data: [`engine=${names.engine}`] }] : []
  return [{ ...shared, type: 'A', data: address }, ...own]
}

/** Says that there is no other record of this name, so that nobody waits for an IPv6 address (RFC 6762, 6.1). */
export function noOthers(name: string, names: Names): Answer {
  const rrtypes = name === lanName('berth', names.label) ? ['A', 'TXT'] : ['A']
  return { name, type: 'NSEC', ttl, class: 'IN', flush: true, data: { nextDomain: name, rrtypes } }
}

/** Answers to one question; none when it is not about us. A question for what there is not is answered that it is not. */
export function answersTo({ name: asked, type, class: kind }: Question, names: Names, address: string): Answer[] {
  const name = asked.toLowerCase()
  if (!names.all.has(name) || !isInternet(kind)) return []
  const records = recordsOf(name, names, address)
  const wanted = isAny(type) ? records : records.filter((record) => record.type === type)
  return wanted.length > 0 ? wanted : [noOthers(name, names)]
}

/** Its highest bit asks for an answer to the asker alone, which the library reads as another class. */
export function wantsUnicast({ class: kind }: Question): boolean {
  return String(kind) === 'UNKNOWN_32769' || String(kind) === 'UNKNOWN_33023'
}

function isInternet(kind: Question['class']): boolean {
  return kind === undefined || ['IN', 'ANY', 'UNKNOWN_32769', 'UNKNOWN_33023'].includes(kind)
}

function isAny(type: Question['type']): boolean {
  return (type as string) === 'ANY'
}

/** Of these answers, those that the asker does not have yet, with at least half of their life left (RFC 6762, 7.1). */
export function unknown(answers: readonly Answer[], known: readonly Answer[]): Answer[] {
  const has = (answer: Answer): boolean => known.some((one) => one.name.toLowerCase() === answer.name && one.type === answer.type && dataOf(one) === dataOf(answer) && lifeOf(one) >= ttl / 2)
  return answers.filter((answer) => !has(answer))
}

/** The data of the two kinds of record that we have, as bytes in digits: comparable as RFC 6762, 8.2 compares. */
export function dataOf(record: Answer): string {
  if (record.type === 'A') return Buffer.from(record.data.split('.').map(Number)).toString('hex')
  if (record.type !== 'TXT') return ''
  const texts = (Array.isArray(record.data) ? record.data : [record.data]).map((text) => Buffer.from(text))
  return Buffer.concat(texts.flatMap((text) => [Buffer.from([text.length]), text])).toString('hex')
}

function lifeOf(record: Answer): number {
  return 'ttl' in record ? (record.ttl ?? 0) : 0
}
