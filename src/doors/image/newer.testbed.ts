import { FakeDocker } from '../../docker/fake.ts'
import { RegisteredImage } from '../../model/image.ts'
import { Logins } from './logins.ts'
import { lookForNewer } from './newer.ts'
import type { Looked } from './newer.ts'
import { Sources } from './sources.ts'
import type { DoorRows } from '../table.ts'

/** A registered image that was never brought. */
export function sampleImage(images: Readonly<Record<string, string>>, changes: object = {}): RegisteredImage {
  const none = { digests: {}, tags: {}, newer: {}, looked: null, cause: null, last: 0 }
  return RegisteredImage.parse({
    name: 'shop',
    title: 'shop',
    images,
    compose: null,
    settings: {},
    access: 'private',
    policy: {},
    ...none,
    hook: 'hook',
    created: '2026-11-21T06:00:00.000Z',
    ...changes,
  })
}

/** What is newer of these, asked of their registries as nobody. */
export async function newerOf(images: Readonly<Record<string, string>>, changes: object): Promise<Looked> {
  const none = async (): Promise<undefined> => await Promise.resolve(undefined)
  const rows: DoorRows = { get: none, put: none, remove: none, all: async () => await Promise.resolve(new Map()) }
  const docker = new FakeDocker()
  const logins = new Logins({ docker, rows, vault: { get: none, put: none, remove: none }, clock: { steady: () => 0, date: () => new Date() }, know: () => undefined })
  return await lookForNewer(new Sources({ docker }, logins), sampleImage(images, changes), 'now', new AbortController().signal)
}
