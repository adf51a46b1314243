import { once } from 'node:events'
import { join } from 'node:path'
import { FakeDocker } from '../../src/docker/fake.ts'
import { openEngine } from '../../src/engine/engine.ts'
import { readSettings } from '../../src/engine/settings.ts'
import { silent } from '../../src/kit/log.ts'
import { Scrubber } from '../../src/kit/scrubber.ts'

/** An engine on the Docker in memory: `engine.ts <data>`. */
const data = process.argv[2] ?? ''
const settings = await readSettings(data, { BERTH_PORT: '0', BERTH_DISK_FREE_MB: '0' })
const home = join(import.meta.dirname, '..', '..')
const places = {
  starter: join(home, 'starter'),
  console: join(home, 'build', 'console'),
  gatewayMain: join(home, 'src', 'gateway', 'main.ts'),
  hookMain: join(home, 'src', 'doors', 'push', 'git', 'hook', 'main.ts'),
}
const engine = await openEngine({ data, settings, log: silent, scrubber: new Scrubber(), version: 'bench', ...places, onShutDown: () => undefined, docker: new FakeDocker() })
await once(process, 'SIGTERM')
await engine.stopGateway()
await engine[Symbol.asyncDispose]()
process.exit(0)
