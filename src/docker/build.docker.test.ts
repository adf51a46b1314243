import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pickSubnet, routesOf } from '../instances/networks.ts'
import { silent } from '../kit/log.ts'
import { buildContract } from './build.contract.ts'
import { openDocker } from './real.ts'
import { bringTestImage } from './testimage.ts'

const busybox = join(process.env['BERTH_DATA'] ?? '/var/lib/berth', 'cache', 'busybox')

buildContract('Docker itself', async () => {
  const docker = await openDocker({ socket: '/var/run/docker.sock', log: silent })
  const image = await bringTestImage(docker, busybox)
  const taken = [...(await docker.subnets()), ...routesOf(await readFile('/proc/net/route', 'utf8'))]
  const subnet = pickSubnet('10.217.0.0/16', taken) ?? assert.fail('no subnet is free')
  return { docker, image, subnets: [subnet, subnet], [Symbol.asyncDispose]: async () => await docker[Symbol.asyncDispose]() }
})
