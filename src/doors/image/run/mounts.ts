import { Problem } from '../../../model/problem.ts'
import { volumesOf } from '../guess.ts'
import { slugged } from '../labels.ts'
import { somewhere } from './words.ts'

export interface Mounts {
  /** By the name of the data: the folder of the container. */
  readonly volumes: Readonly<Record<string, string>>
  /** Folders in memory. */
  readonly tmpfs: readonly string[]
  readonly notes: readonly string[]
}

interface One {
  readonly type: string
  readonly source: string
  readonly target: string
}

/** What `-v` and `--mount` ask for: each folder is kept with the app; none of the machine is shown to it. Throws `bad-run`. */
export function mountsOf(short: readonly string[], long: readonly string[]): Mounts {
  const all = [...short.map(ofVolume), ...long.map(ofMount)].filter(({ target }) => !isClock(target))
  const left = short.length + long.length - all.length
  for (const one of all) demand(one)
  const kept = all.filter(({ type }) => type !== 'tmpfs')
  const named = kept.filter(({ source }) => source !== '')
  let volumes: Record<string, string> = {}
  for (const { source, target } of named) volumes = place(volumes, slugged(nameOf(source)), target)
  const foreign = named.filter(isOfMachine).map(({ source, target }) => `What lies in ${source.replace(somewhere, '…')} is not taken along: ${target} begins empty, and is kept.`)
  const again = named.filter(({ source }, at) => named.findIndex((one) => one.source === source) < at)
  const twice = kept.find(({ target }, at) => kept.findIndex((one) => one.target === target) < at)
  if (twice) throw new Problem('bad-run', { reason: `two mounts lie at ${shown(twice.target)}` })
  const notes = [...foreign, ...again.map(({ source, target }) => `${source.replace(somewhere, '…')} is there twice: what lies at ${target} is kept apart.`)]
  return {
    volumes: volumesOf(
      kept.filter(({ source }) => source === '').map(({ target }) => target),
      volumes,
    ),
    tmpfs: all.filter(({ type }) => type === 'tmpfs').map(({ target }) => target),
    notes: left > 0 ? [...notes, 'The clock of the machine is its own here too.'] : notes,
  }
}

/** The same name twice is the same data only where it is one volume: another folder gets another name. */
function place(volumes: Record<string, string>, name: string, target: string): Record<string, string> {
  return Object.hasOwn(volumes, name) ? volumesOf([target], volumes) : { ...volumes, [name]: target }
}

function ofVolume(text: string): One {
  const [first = '', second, ...rest] = text.split(':')
  if (rest.length > 1) throw new Problem('bad-run', { reason: `\`-v ${shown(text)}\` is not name:folder` })
  if (second === undefined) return { type: 'volume', source: '', target: clean(first) }
  return { type: isPath(first) ? 'bind' : 'volume', source: first, target: clean(second) }
}

function ofMount(text: string): One {
  const parts = new Map(text.split(',').map((part) => (part.includes('=') ? [part.slice(0, part.indexOf('=')).toLowerCase(), part.slice(part.indexOf('=') + 1)] : [part, ''])))
  const get = (...names: readonly string[]): string => names.map((name) => parts.get(name)).find((value) => value !== undefined) ?? ''
  return { type: get('type') || 'volume', source: get('source', 'src'), target: clean(get('target', 'dst', 'destination')) }
}

function demand(one: One): void {
  const { type, source, target } = one
  const refuse = (why: string): never => {
    throw new Problem('bad-run', { reason: `the mount of ${shown(source) || 'a folder'} at ${shown(target) || 'nowhere'}: ${why}` })
  }
  if (!['volume', 'bind', 'tmpfs'].includes(type)) refuse(`mounts of the type ${type} are not known here`)
  if (/(?:docker|podman|containerd|crio)\.sock/.test(`${source} ${target}`)) refuse('Docker itself is given to no image')
  if (!/^\/[^\0:]*[^\0:/]$/.test(target) || target.split('/').includes('..')) refuse('a folder of the container begins with / and is not / itself')
  if (/^\/(?:proc|sys|dev|boot)(?:\/|$)/.test(target) || /^\/(?:proc|sys|dev|boot)?(?:\/|$)?$/.test(source)) refuse('what belongs to the machine stays there')
  if (isOfMachine(one) && /\.[a-z0-9]{1,5}$/i.test(target) && !target.endsWith('.d')) refuse('a file of another machine cannot be taken along; put it into the image, or keep its folder')
}

/** The time and zone of the machine, which many lines mount. */
function isClock(target: string): boolean {
  return target === '/etc/localtime' || target === '/etc/timezone'
}

function isOfMachine({ type, source }: One): boolean {
  return type === 'bind' || isPath(source)
}

function isPath(source: string): boolean {
  return /^(?:[./~]|[A-Za-z]:\\)/.test(source) || source.startsWith(somewhere)
}

function nameOf(source: string): string {
  return source.split(/[/\\]/).filter(Boolean).at(-1)?.replace(somewhere, '') ?? ''
}

function clean(target: string): string {
  return target.replace(/(?<=.)\/+$/, '')
}

function shown(text: string): string {
  return text.replaceAll(somewhere, '…').slice(0, 200)
}
