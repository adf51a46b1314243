import { z } from 'zod'

const Digest = z.string().regex(/^sha256:[0-9a-f]{64}$/)
const Size = z.number().int().min(0)
const Platform = z.object({ os: z.string(), architecture: z.string(), variant: z.string().optional() })
export type Platform = z.infer<typeof Platform>

/** One image: its configuration and its layers. Docker's schema 2 and OCI have the same parts. */
export const Manifest = z.object({ config: z.object({ digest: Digest, size: Size }), layers: z.array(z.object({ size: Size })) })
export type Manifest = z.infer<typeof Manifest>

/** One name for several platforms. */
export const Index = z.object({ manifests: z.array(z.object({ digest: Digest, platform: Platform.optional() })) })
export type Index = z.infer<typeof Index>

/** What an image says of itself. Docker writes `null` where there is nothing. */
export const Config = z.object({
  os: z.string().default('linux'),
  architecture: z.string().default(''),
  config: z
    .object({
      ExposedPorts: z.record(z.string(), z.unknown()).nullish(),
      Env: z.array(z.string()).nullish(),
      Volumes: z.record(z.string(), z.unknown()).nullish(),
    })
    .nullish(),
})
export type Config = z.infer<typeof Config>

/** All that a manifest's request takes. */
export const acceptable = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ')

const names: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386', arm: 'arm', arm64: 'arm64', ppc64: 'ppc64le', s390x: 's390x', riscv64: 'riscv64' }
/** What a processor runs besides its own, as Docker takes it. */
const also: Readonly<Record<string, readonly string[]>> = { amd64: ['386'], arm64: ['arm'] }

/** The architecture of this machine, as images name it. */
export function architectureOf(nodes: string): string {
  return names[nodes] ?? nodes
}

/** The one of these that runs here best. */
export function choose<T extends { readonly platform?: Platform | undefined }>(among: readonly T[], architecture: string): T | undefined {
  const order = [architecture, ...(also[architecture] ?? [])]
  const runs = among.filter(({ platform }) => platform?.os === 'linux' && order.includes(platform.architecture))
  return runs.toSorted((a, b) => order.indexOf(a.platform?.architecture ?? '') - order.indexOf(b.platform?.architecture ?? ''))[0]
}

export function runsHere({ os, architecture: has }: Config, architecture: string): boolean {
  return os === 'linux' && [architecture, ...(also[architecture] ?? [])].includes(has)
}
