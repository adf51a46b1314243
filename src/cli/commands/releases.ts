import type { Command } from 'commander'
import type { ReleaseView } from '../../model/project.ts'
import { example } from '../arguments.ts'
import type { Context } from '../context.ts'
import { inProject } from '../projecthere.ts'
import { projectPath } from '../projectpath.ts'
import { ago, styled, table } from '../terminal.ts'

export function addReleases(program: Command, context: () => Context): void {
  program
    .command('releases [project]')
    .description('the releases of a project: what serves, and what can be gone back to')
    .addHelpText('after', example('releases', 'releases blog'))
    .action(async (project: string | undefined) => {
      const here = await inProject(context(), project)
      const { client, terminal } = here.context
      const releases = await client.get<ReleaseView[]>(projectPath(here.name, '/releases'))
      terminal.show(releases, () => (releases.length === 0 ? `${here.name} has no release yet. Push to it: berth push` : releaseTable(releases)))
    })
}

export function releaseTable(releases: readonly ReleaseView[]): string {
  const row = (one: ReleaseView): string[] => [String(one.number), stateOf(one), one.commit?.slice(0, 7) ?? '–', one.subject ?? '–', becauseOf(one), one.by, ago(one.created)]
  const causes = releases.slice(0, 1).flatMap(({ number, refused }) => (refused ? [`\n${number}: ${refused.message}\n  fix: ${refused.fix}`] : []))
  return [table(['RELEASE', 'STATE', 'COMMIT', 'WHAT', 'BECAUSE OF', 'BY', 'AGE'], releases.map(row)), ...causes].join('\n')
}

function stateOf({ state, kept }: ReleaseView): string {
  const words = { live: styled('green', '● live'), next: styled('yellow', '◐ next'), refused: styled('red', '✖ refused'), past: kept ? 'kept' : styled('dim', 'gone') }
  return words[state]
}

function becauseOf({ source, of, envChanged: { added, changed, removed } }: ReleaseView): string {
  const env = [...added.map((name) => `+${name}`), ...changed.map((name) => `~${name}`), ...removed.map((name) => `-${name}`)]
  return [source, ...(of === null ? [] : [`of ${of}`]), ...(env.length > 0 ? [`(${env.join(' ')})`] : [])].join(' ')
}
