import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { busybox, Site } from '../../src/builders/site.testbed.ts'
import { openDocker } from '../../src/docker/real.ts'
import { bringTestImage } from '../../src/docker/testimage.ts'
import { silent } from '../../src/kit/log.ts'
import { run } from '../../src/kit/run.ts'
import { until } from '../../src/kit/until.ts'
import { bringDebianImages } from '../debian/base.ts'
import { bringDevImage, runScript } from './runscripts.ts'

const site = { 'page.txt': 'the page', 'package.json': '{"name":"shop"}', '.env': 'GREETING=good day\n', '.dockerignore': 'page.txt\n' }

describe('a ./run script of the demo service’s convention', () => {
  before(async () => {
    await using docker = await openDocker({ socket: '/var/run/docker.sock', log: silent })
    await bringTestImage(docker, busybox)
    await bringDebianImages(['node'])
    await bringDevImage()
  })

  it('becomes an image of what it asks Docker for, with its labels and variables, that serves the page', async () => {
    await using yard = await Site.open()
    const labels = { 'run.demo': 'True', 'run.demo.url': 'shop-pr-1.example.org', 'traefik.frontend.rule': 'Host:shop-pr-1.example.org' }
    const { builder, images } = await yard.build({ ...site, run: runScript() }, { file: { env: { DEMO_OPT_COLOUR: 'green', OTHER: 'x' } }, labels })
    const { name = '', exposed } = images['web'] ?? {}
    assert.deepEqual([builder, exposed], ['run', [8000]])
    const config = JSON.parse((await run(['docker', 'image', 'inspect', '--format', '{{json .Config}}', '--', name])).out) as { Labels: Record<string, string>; Env: string[]; WorkingDir: string }
    for (const [label, value] of Object.entries(labels)) assert.equal(config.Labels[label], value)
    for (const variable of ['COLOUR=green', 'PORT=8000', 'GREETING=good day', 'COMMIT_ID=abcdef012345']) assert.ok(config.Env.includes(variable), variable)
    assert.ok(!config.Env.some((line) => /^(?:DEBUG|OTHER)=/.test(line)) && config.WorkingDir === '/srv/demos/shop')
    assert.equal(await pageOf(name), 'hello from the page, debug true\n')
  })

  it('has nothing of this machine: no Docker, no network, no rights', async () => {
    await using yard = await Site.open()
    const look = 'ls /var/run/docker.sock /sys/class/net || true; grep CapEff /proc/self/status; type docker'
    await yard.build({ ...site, run: runScript('3.0.0', look) })
    const said = yard.log.join('\n')
    assert.ok(/^lo$/m.test(said) && !/^eth0$/m.test(said), said)
    assert.ok(/docker is (?:hashed \()?\/berth\/bin\/docker/.test(said) && /cannot access '\/var\/run\/docker.sock'/.test(said) && /CapEff:\s+0000000000000000/.test(said), said)
  })

  it('too old, without a version, or failing is told in a sentence', async () => {
    await using yard = await Site.open()
    assert.match((await yard.fails({ ...site, run: runScript('1.1.0') })).message, /its \.\/run is of version 1\.1\.0; 2\.0\.0 or newer is needed/)
    assert.match((await yard.fails({ ...site, run: '#!/bin/sh\n# CANONICAL_WEBTEAM_RUN_SERVE_DOCKER_OPTS\ncase "$1" in serve) exit 1 ;; esac\n' })).message, /does not say a version/)
    const failure = await yard.fails({ ...site, run: runScript('3.0.0', 'echo no such luck; exit 3') })
    assert.equal(failure.message, 'The build failed at ./run serve: it ended with exit code 3.')
    assert.ok(failure.lastLines.includes('no such luck'))
    assert.match((await yard.fails({ ...site, run: runScript('3.0.0', 'docker run -d --name db postgres') })).message, /postgres, which it leaves running beside the site/)
  })

  it('is taken before what buildpacks know only where it shows the convention', async () => {
    await using yard = await Site.open()
    await yard.build({ ...site, run: runScript() })
    assert.ok(yard.log.includes('Builder: run; there is a ./run of the demo service’s convention.'))
    const plain = await yard.fails({ run: '#!/bin/sh\nserve() { exit 1; }\n' })
    assert.ok(yard.log.includes('Builder: run; there is a ./run that knows serve.'), plain.message)
    assert.equal((await yard.fails({ run: '#!/bin/sh\necho preserve\n' })).code, 'build-unknown')
    await yard.build({ Dockerfile: 'FROM berth-test/busybox:1\n', run: runScript() })
    assert.ok(yard.log.includes('Builder: dockerfile; there is a Dockerfile.'))
  })

  it('of an outsider’s is built too, with nothing given', async () => {
    await using yard = await Site.open()
    const { images } = await yard.build({ ...site, run: runScript() }, { outsider: true })
    assert.equal(await pageOf(images['web']?.name ?? ''), 'hello from the page, debug true\n')
  })
})

/** What a container of the image answers with. */
async function pageOf(image: string): Promise<string | undefined> {
  const id = (await run(['docker', 'run', '--detach', '--rm', '--', image])).out.trim()
  try {
    const address = (await run(['docker', 'inspect', '--format', '{{.NetworkSettings.IPAddress}}', '--', id])).out.trim()
    const ask = async (): Promise<string | undefined> =>
      await fetch(`http://${address}:8000/`).then(
        async (answer) => await answer.text(),
        () => undefined,
      )
    return await until(ask, { deadline: 10_000 })
  } finally {
    await run(['docker', 'rm', '--force', '--', id])
  }
}
