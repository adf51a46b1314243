import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { ImageBed, shop } from '../doors/image/door.testbed.ts'
import { Documents } from '../doors/image/documents/documents.ts'
import { systemClock } from '../kit/clock.ts'
import { InstanceName } from '../model/names.ts'
import { imagesDoor } from './imagesdoor.ts'

const { signal } = new AbortController()

test('an image that is removed as its first release comes leaves no app behind; a document may come before that release', async () => {
  await using bed = await ImageBed.open()
  await bed.hold('shop:1')
  await bed.registered({ image: bed.registry.name('shop:1') })
  const [instances, removed] = [new Set<string>(), [] as string[]]
  const intents = { remove: async (name: InstanceName) => void removed.push(await Promise.resolve(name)) }
  const documents = new Documents({ folder: join(bed.root, 'documents'), rows: bed.db.doorRows('image'), clock: systemClock })
  const images = imagesDoor({ door: bed.door, documents, intents, hasInstance: async (name) => await Promise.resolve(instances.has(name)), signal })
  assert.equal((await images.putDocument(shop, 'guide', { text: '# A\n\n## B\nC' }, signal)).steps, 1)
  await assert.rejects(images.putDocument(InstanceName.parse('none'), 'guide', { text: '# A\n\n## B\nC' }, signal), { code: 'not-found' })
  const forget = bed.door.forget.bind(bed.door)
  bed.door.forget = async (name) => {
    instances.add(name)
    await forget(name)
  }
  await images.remove(shop)
  assert.deepEqual([removed, await images.views(), await images.documents(shop)], [[shop], [], []])
})
