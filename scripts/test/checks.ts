import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Ended } from './totals.ts'

interface Check {
  readonly name: string
  readonly argv: readonly string[]
  /** The file without which there is nothing to check. */
  readonly needs: string
}

const checks: readonly Check[] = [
  { name: 'types', argv: ['typescript/bin/tsc', '--noEmit', '-p', '.'], needs: 'tsconfig.json' },
  { name: 'types of the console', argv: ['svelte-check/bin/svelte-check', '--tsconfig', 'src/console/tsconfig.json', '--output', 'human'], needs: 'src/console/tsconfig.json' },
  { name: 'lint', argv: ['eslint/bin/eslint.js', '.'], needs: 'eslint.config.js' },
  { name: 'format', argv: ['prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'], needs: '.prettierrc.json' },
  { name: 'dead code', argv: ['knip/bin/knip.js', '--no-progress'], needs: 'knip.json' },
]

/** Runs what judges the source without running it; tells each as it ends. */
export function runChecks(root: string, tell: (ended: Ended) => void): void {
  for (const check of checks) tell(runCheck(root, check))
}

function runCheck(root: string, { name, argv, needs }: Check): Ended {
  const file = needs
  if (!existsSync(join(root, needs))) return { name, file, outcome: 'failed', reason: `${needs} is missing` }
  const [program = '', ...rest] = argv
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, 'node_modules', program), ...rest], { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26 })
  return { name, file, outcome: status === 0 ? 'passed' : 'failed', reason: status === 0 ? '' : `${stdout}${stderr}`.trim() }
}
