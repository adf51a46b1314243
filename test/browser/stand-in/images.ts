import { documentSample, guessSample, imageSample, registrySample } from '../../../src/model/doorviews.testbed.ts'
import type { ImageGuess, LabDocument, RegisteredImageView, Registry } from '../../../src/model/image.ts'
import { ago } from './sample.ts'

const digest = (of: string): string => `sha256:${of.repeat(32)}`

export function imageOf(name: string, changes: Partial<Record<keyof RegisteredImageView, unknown>> = {}): RegisteredImageView {
  const seen = { digests: { web: digest('ab') }, looked: ago(20), settings: { port: 8080, volumes: { data: '/data' } }, created: ago(60 * 50) }
  return imageSample(name, { title: name.replace(/^./, (letter) => letter.toUpperCase()), ...seen, ...changes })
}

export const newer = { web: { image: 'ghcr.io/acme/wiki:1.3', digest: digest('cd'), seen: ago(15) } }

/** Just registered: nothing of it is here. */
export function comingImage(name: string, changes: Partial<Record<keyof RegisteredImageView, unknown>> = {}): RegisteredImageView {
  return imageOf(name, { state: null, live: null, digests: {}, looked: null, ...changes })
}

export const unhealthy = {
  code: 'update-undone',
  message: 'wiki 1.3 did not get healthy: nothing listens on 8080.',
  fix: 'It was put back. See its log; perhaps it listens on another port.',
  at: ago(30),
  log: ['panic: no such table'],
}
export const unseen = {
  code: 'registry-down',
  message: 'The registry quay.harbour.example does not answer: connection refused.',
  fix: 'Berth tries again by itself; check the name and the network.',
  at: ago(10),
}

export const images: readonly RegisteredImageView[] = [
  imageOf('wiki', { newer }),
  imageOf('radio', {
    state: 'paused',
    images: { web: 'registry.harbour.example:5000/of/the/whole/big/harbour/radio:2026.11.21-a-rather-long-tag' },
    failure: unhealthy,
    policy: { take: 'minor', from: 2, to: 5 },
  }),
  imageOf('board', {
    images: { web: 'acme/board:3', db: 'postgres:17' },
    digests: { web: digest('12'), db: digest('34') },
    tags: { web: '3.1' },
    compose: 'services: {}',
    cause: unseen,
    state: 'stopped',
  }),
  comingImage('tide', { job: 'image1' }),
]

export const guess: ImageGuess = guessSample()
export const unclear: ImageGuess = guessSample({
  port: null,
  ports: [],
  notes: ['`--gpus all` is left out: no hardware is given to it.', 'A note with <b>markup</b>.'],
  bytes: null,
  here: true,
  tags: [],
})

export const documents: readonly LabDocument[] = [
  documentSample({ updated: ago(400) }),
  documentSample({
    document: 'more',
    title: 'More <script>of it</script>',
    minutes: null,
    steps: 1,
    source: { kind: 'git', url: 'https://git.harbour.example/labs', path: 'wiki/more.md', commit: 'ab'.repeat(20) },
    updated: ago(60),
  }),
]

export const registries: readonly Registry[] = [registrySample('ghcr.io'), registrySample('registry.harbour.example:5000')]
