import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const denied = [
  // Fetched by the daemon itself, with the host's own reach: loopback, other apps' networks, the cloud's metadata.
  '^https?://',
  '^git://',
  // What engines built of other people's source. A base image is somebody's gift to all, these are not.
  '^docker-image://docker\\.io/berth-[a-z][a-z0-9]{7}/',
]

/** Registries that are no public ones: by an address, or by a name of local networks (RFC 6761, RFC 6762, RFC 8375). Go's regular expressions. */
const localRegistry = '(?:[0-9.]+|localhost|[^/:]+\\.(?:local|localhost|internal|lan|home|intranet|corp|private|test|home\\.arpa))'

/** A port of its own has no public registry either. */
const deniedToOutsiders = [`^docker-image://${localRegistry}/`, '^docker-image://[^/]+:[0-9]+/', '^docker-image://\\[', '^oci-layout://']

/** Whether an image's name leads to a registry that only this machine, or its network, can reach. */
export function isLocalRegistry(image: string): boolean {
  const [host = '', ...rest] = image.split('/')
  if (rest.length === 0 || !/[.:]|^localhost$/.test(host)) return false // Docker Hub's
  return deniedToOutsiders.some((pattern) => new RegExp(pattern).test(`docker-image://${image}`))
}

/** What BuildKit may not bring for a build, as its source policy (buildkit `sourcepolicy/pb`). */
export function policyFor(outsider: boolean): object {
  const all = outsider ? [...denied, ...deniedToOutsiders] : denied
  return { rules: all.map((identifier) => ({ action: 'DENY', selector: { identifier, match_type: 'REGEX' } })) }
}

/** The environment that makes the client send the policy along; the file lies in `folder`. */
export async function withPolicy(folder: string, outsider: boolean): Promise<Record<string, string>> {
  const file = join(folder, 'policy.json')
  await writeFile(file, JSON.stringify(policyFor(outsider)))
  return { EXPERIMENTAL_BUILDKIT_SOURCE_POLICY: file }
}
