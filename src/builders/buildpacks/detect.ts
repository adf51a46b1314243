import { readdir } from 'node:fs/promises'
import type { BuildpackSettings } from './settings.ts'

/** What the buildpacks of the usual builders begin with: Paketo's and Heroku's pages of each language. */
const known: readonly string[] = ['package.json', 'requirements.txt', 'pyproject.toml', 'go.mod', 'pom.xml', 'build.gradle', 'build.gradle.kts', 'Gemfile', 'composer.json', 'Cargo.toml', 'Procfile']

export const looksFor = `nothing that asks for buildpacks (\`build.builder\` in berth.yaml, a paastech.yaml), and nothing they know: ${known.slice(0, 4).join(', ')}, …`

/** Why buildpacks may build it, as a clause; null where nothing speaks for them. */
export async function speaksFor({ asked, app }: BuildpackSettings): Promise<string | null> {
  if (asked !== null) return `${asked} asks for buildpacks`
  const there = new Set(await readdir(app))
  const file = known.find((name) => there.has(name)) ?? [...there].find((name) => name.endsWith('.csproj'))
  return file === undefined ? null : `there is a ${file}`
}
