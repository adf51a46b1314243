import { buildContract } from './build.contract.ts'
import { FakeDocker } from './fake.ts'

buildContract('the fake', async () => {
  const docker = new FakeDocker()
  docker.addImage('sample')
  return await Promise.resolve({ docker, image: 'sample', subnets: ['10.99.0.0/27', '10.99.0.32/27'], [Symbol.asyncDispose]: async () => await docker[Symbol.asyncDispose]() })
})
