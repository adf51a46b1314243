import { FakeDocker } from './fake.ts'
import { pullContract } from './pull.contract.ts'

pullContract('the fake', async () => {
  const docker = new FakeDocker()
  const login = { user: 'ada', password: 'secret' }
  docker.addRemote('registry.test/free:1')
  docker.addRemote('registry.test/guarded:1', {}, login)
  const names = { free: 'registry.test/free:1', guarded: 'registry.test/guarded:1', none: 'registry.test/none:1' }
  return await Promise.resolve({
    docker,
    image: 'sample',
    subnets: ['10.99.0.0/27', '10.99.0.32/27'] as const,
    login,
    ...names,
    [Symbol.asyncDispose]: async () => await docker[Symbol.asyncDispose](),
  })
})
