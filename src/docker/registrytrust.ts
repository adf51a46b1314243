import type Dockerode from 'dockerode'
import { z } from 'zod'
import { asked } from './ask.ts'

/** Which registries Docker speaks with plainly, or whatever their certificate says (`insecure-registries` of its daemon). */
export interface RegistryTrust {
  /** By host, as an image's name has it: whether it has to show a certificate. What stands here counts before its address. */
  readonly secure: ReadonlyMap<string, boolean>
  /** Networks (CIDR) of which no registry has to. */
  readonly insecure: readonly string[]
}

const Config = z.object({ InsecureRegistryCIDRs: z.array(z.string()).nullish(), IndexConfigs: z.record(z.string(), z.object({ Secure: z.boolean() })).nullish() })
/** What speaks Docker's language without being Docker may leave it out: then nobody is trusted. */
const Info = z.object({ RegistryConfig: Config.nullish() })

export async function registryTrust(api: Dockerode, socket: string): Promise<RegistryTrust> {
  return readTrust(await asked(socket, 'info', async () => (await api.info()) as unknown))
}

/** Out of the answer of `/info`. */
export function readTrust(info: unknown): RegistryTrust {
  const { RegistryConfig } = Info.parse(info)
  const secure = Object.entries(RegistryConfig?.IndexConfigs ?? {}).map(([host, { Secure }]) => [host, Secure] as const)
  return { secure: new Map(secure), insecure: RegistryConfig?.InsecureRegistryCIDRs ?? [] }
}
