import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { run } from '../../src/kit/run.ts'
import { bringDebianImages } from './base.ts'

describe('real apps from Debian’s packages', () => {
  it('are built once for all tests', async () => {
    await bringDebianImages()
    const { out } = await run(['docker', 'image', 'ls', '--format', '{{.Repository}}:{{.Tag}}', 'berth-test/*'])
    for (const image of ['mariadb:1', 'wiki:1', 'wiki:2', 'wiki:3', 'blog:1', 'blog:2', 'blog:3']) assert.ok(out.split('\n').includes(`berth-test/${image}`), image)
  })
})
