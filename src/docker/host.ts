import type Dockerode from 'dockerode'
import { z } from 'zod'
import { asked, isFine } from './ask.ts'
import type { DockerHost } from './recipe.ts'

const Info = z.object({ DockerRootDir: z.string(), CgroupDriver: z.enum(['cgroupfs', 'systemd', 'none']).catch('none'), CgroupVersion: z.string().optional() })
const Bridge = z.object({ Options: z.record(z.string(), z.string()).nullish(), IPAM: z.object({ Config: z.array(z.object({ Subnet: z.string() })).nullable() }) }).optional()

export async function host(api: Dockerode, socket: string): Promise<DockerHost> {
  const { DockerRootDir, CgroupDriver, CgroupVersion } = Info.parse(await asked(socket, 'info', async () => (await api.info()) as unknown))
  const bridge = await asked(socket, 'inspect network', async () => (await api.getNetwork('bridge').inspect()) as unknown, isFine.gone)
  const seen = Bridge.parse(bridge)
  const subnet = seen?.IPAM.Config?.find(({ Subnet }) => Subnet.includes('.'))?.Subnet ?? null
  const bridgeName = seen?.Options?.['com.docker.network.bridge.name'] ?? null
  return { bridge: subnet, bridgeName, root: DockerRootDir, cgroup: { version: CgroupVersion === '2' ? 2 : 1, driver: CgroupDriver } }
}
