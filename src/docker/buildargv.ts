import type { BuildRecipe } from './recipe.ts'

/** BuildKit through the client; the image is loaded into the daemon under its tag. */
export function buildArgv(folder: string, tag: string, recipe?: BuildRecipe): [string, ...string[]] {
  const how = recipe ? recipeArgv(recipe) : []
  return ['docker', 'buildx', 'build', '--load', '--progress', 'plain', '--provenance', 'false', '--tag', tag, ...how, '--', folder]
}

function recipeArgv({ dockerfile, target, args, secrets, labels, cgroupParent, owner, pull }: BuildRecipe): string[] {
  const each = (option: string, values: readonly string[]): string[] => values.flatMap((value) => [option, value])
  const pairs = (record: Readonly<Record<string, string>>): string[] => Object.entries(record).map(([name, value]) => `${name}=${value}`)
  return [
    ...(dockerfile === undefined ? [] : ['--file', dockerfile]),
    ...(pull ? ['--pull'] : []),
    ...(target === undefined ? [] : ['--target', target]),
    ...(cgroupParent === undefined ? [] : ['--cgroup-parent', cgroupParent]),
    ...each('--label', pairs(labels)),
    ...each('--build-arg', pairs(args)),
    ...each('--build-arg', [`BUILDKIT_CACHE_MOUNT_NS=${owner}`]), // the last one counts
    ...each(
      '--secret',
      [...secrets.keys()].map((name, at) => `id=${name},env=${secretName(at)}`),
    ),
  ]
}

/** The secrets' values for the client. Not under their own names: one that is called LD_PRELOAD or DOCKER_HOST would be obeyed. */
export function secretEnv({ secrets }: BuildRecipe): Record<string, string> {
  return Object.fromEntries([...secrets.values()].map((value, at) => [secretName(at), value]))
}

function secretName(at: number): string {
  return `BERTH_BUILD_SECRET_${at}`
}
