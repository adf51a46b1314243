import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const denied = [
  // Fetched by the daemon itself, with the host's own reach: loopback, other apps' networks, the cloud's metadata.
  '^https?://',
  '^git://',
  // What engines built of other people's source. A base image is somebody's gift to all, these are not.
  '^docker-image://docker\\.io/berth-[a-z][a-z0-9]{7}/',
]

/** What BuildKit may not bring for a build, as its source policy (buildkit `sourcepolicy/pb`). */
const sourcePolicy = { rules: denied.map((identifier) => ({ action: 'DENY', selector: { identifier, match_type: 'REGEX' } })) }

/** The environment that makes the client send the policy along; the file lies in `folder`. */
export async function withPolicy(folder: string): Promise<Record<string, string>> {
  const file = join(folder, 'policy.json')
  await writeFile(file, JSON.stringify(sourcePolicy))
  return { EXPERIMENTAL_BUILDKIT_SOURCE_POLICY: file }
}
