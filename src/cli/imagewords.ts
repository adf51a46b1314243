import type { ImageGuess, ImagePolicy, RegisteredImageView } from '../model/image.ts'
import { bytes, stateWord, table } from './terminal.ts'
import { accessWord } from './who.ts'

const takeWords: Readonly<Record<ImagePolicy['take'], string>> = {
  never: 'never',
  ask: 'asks first',
  patch: 'patches',
  minor: 'minor versions',
  any: 'any newer version',
}

export function imageTable(images: readonly RegisteredImageView[]): string {
  const row = (one: RegisteredImageView): string[] => [
    one.name,
    imagesOf(one),
    one.state === null ? '–' : stateWord(one.state),
    one.live === null ? '–' : String(one.live),
    takeWords[one.policy.take],
    newerOf(one),
    one.url,
  ]
  return [table(['NAME', 'IMAGE', 'STATE', 'RELEASE', 'TAKES', 'NEWER', 'ADDRESS'], images.map(row)), ...images.flatMap(troublesOf).map((note) => `\n${note}`)].join('\n')
}

export function imageFacts(view: RegisteredImageView): string {
  const { name, settings, access, hookUrl, digests } = view
  const facts = [
    ['image', imagesOf(view)],
    ['digest', Object.values(digests).join(', ') || '–'],
    ['newer', newerOf(view)],
    ['takes', policyWords(view.policy)],
    ['state', view.state === null ? 'it is not here yet' : stateWord(view.state)],
    ['release', view.live === null ? '–' : String(view.live)],
    ['port', settings.port === undefined ? '–' : String(settings.port)],
    [
      'keeps',
      Object.entries(settings.volumes)
        .map(([volume, path]) => `${volume}:${path}`)
        .join(', ') || 'nothing',
    ],
    ['for', accessWord(access)],
    ['address', view.url],
    ['webhook', hookUrl],
  ]
  return [table([name.toUpperCase(), ''], facts), ...troublesOf(view).map((note) => `\n${note}`)].join('\n')
}

/** What a look at its registry came to: what is newer, or why that is not known. */
export function checkWords(view: RegisteredImageView): string {
  const { name, cause, newer } = view
  const taking = Object.keys(newer).length === 0 ? [] : [`Newer: ${newerOf(view)}. Take it: berth images take ${name}`]
  if (cause) return [`What is newer of ${name} is not known: ${cause.message}\n  fix: ${cause.fix}`, ...taking].join('\n')
  return taking[0] ?? `There is nothing newer of ${name}.`
}

export function policyWords({ take, every, from, to }: ImagePolicy): string {
  return `${takeWords[take]}; looks each ${every} min${from === to ? '' : `; switches from ${from} to ${to} o'clock`}`
}

export function guessWords({ name, images, port, ports, env, volumes, bytes: size, digest, tags, notes, here }: ImageGuess): string {
  const facts = [
    ['image', Object.values(images).join(', ')],
    ['digest', digest ?? '–'],
    ['to fetch', here ? 'nothing, it is here' : size === null ? 'not known' : bytes(size)],
    ['port', port === null ? `unclear${ports.length > 0 ? `: ${ports.join(', ')}` : ''}; say --port` : String(port)],
    ['variables', env.map((one) => `${one.name}=${one.value}`).join(' ') || 'none'],
    [
      'keeps',
      Object.entries(volumes)
        .map(([volume, path]) => `${volume}:${path}`)
        .join(', ') || 'nothing',
    ],
    ['newer tags', tags.slice(0, 8).join(', ') || 'none'],
  ]
  return [table([name.toUpperCase(), ''], facts), ...notes.map((note) => `\n${note}`)].join('\n')
}

function imagesOf({ images, tags }: RegisteredImageView): string {
  return Object.entries(images)
    .map(([service, image]) => (tags[service] === undefined ? image : `${image} (now ${tags[service]})`))
    .join(', ')
}

function newerOf({ newer }: RegisteredImageView): string {
  return (
    Object.values(newer)
      .map(({ image }) => image)
      .join(', ') || '–'
  )
}

function troublesOf({ name, cause, failure }: RegisteredImageView): string[] {
  return [cause, failure].flatMap((one) => (one ? [`${name}: ${one.message}\n  fix: ${one.fix}`] : []))
}
