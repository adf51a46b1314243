import { lt, parse } from 'semver'
import { Problem } from '../../model/problem.ts'

/** The demo service takes no script before it. */
const oldest = '2.0.0'

const next = `Bring it up to date (\`yo canonical-webteam:run\`), or write a Dockerfile.`

/** From what `./run --version` says: "Generated from generator-canonical-webteam@3.0.0". Throws `build-refused`. */
export function refuseOld(said: string | undefined): void {
  const version = parse(said?.trim().split('@').at(-1)?.trim() ?? '')
  if (!version) throw new Problem('build-refused', { reason: `./run --version does not say a version; ${oldest} or newer is needed`, next })
  if (lt(version, oldest)) throw new Problem('build-refused', { reason: `its ./run is of version ${version.version}; ${oldest} or newer is needed`, next })
}
