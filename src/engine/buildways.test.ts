import assert from 'node:assert/strict'
import { it } from 'node:test'
import { InstanceName } from '../model/names.ts'
import { refuseForeign } from './buildways.ts'

it('an image that was built here is run by its own project only, whatever else its name begins with', () => {
  const blog = InstanceName.parse('blog')
  for (const image of ['nginx:1', 'registry.example.org/blog/web:2', 'berth-abcdefgh/blog:1234', 'berth-abcdefgh/blog_api:1234', 'docker.io/berth-abcdefgh/blog:1']) refuseForeign(blog, image)
  for (const image of ['berth-abcdefgh/shop:1234', 'berth-abcdefgh/blog-two:1', 'berth-abcdefgh/shop_blog:1', 'docker.io/berth-abcdefgh/shop@sha256:1']) {
    assert.throws(() => refuseForeign(blog, image), /built from somebody’s source here/, image)
  }
  for (const image of ['sha256:0123', 'deadbeef']) assert.throws(() => refuseForeign(blog, image), /number of anybody’s image/, image)
})
