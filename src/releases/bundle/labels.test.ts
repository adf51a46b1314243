import assert from 'node:assert/strict'
import { it } from 'node:test'
import { parse } from 'yaml'
import { bundled, releaseOf } from './bundle.testbed.ts'

it('the labels of a release are on the container that visitors come to', async () => {
  const labels = { 'run.demo': 'true', 'run.demo.github_user': 'ada' }
  const { rendered, template } = await bundled(releaseOf({ labels, file: { processes: { worker: 'work' } } }))
  assert.deepEqual(template.meta['x-berth'].labels, labels)
  const { services } = parse(rendered.compose) as { services: Record<string, { labels: Record<string, string> }> }
  assert.deepEqual(
    Object.entries(services).map(([name, service]) => [name, service.labels['run.demo.github_user']]),
    [
      ['web-r7', 'ada'],
      ['worker-r7', undefined],
    ],
  )
})

it('a release without any has none', async () => {
  assert.equal((await bundled(releaseOf())).template.meta['x-berth'].labels, undefined)
})
