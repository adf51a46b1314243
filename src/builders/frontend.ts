export interface PlainDockerfile {
  readonly text: string
  /** Who was to read it: `docker/dockerfile:1`; null where it does not say. */
  readonly frontend: string | null
  /** In a language that only its own frontend knows. */
  readonly foreign: boolean
}

const directive = /^\s*#\s*([a-zA-Z][a-zA-Z0-9]*)\s*=\s*(.+?)\s*$/

/**
 * A Dockerfile without its `# syntax=` line, which would have the build led by a program from elsewhere: one that
 * could leave out the cgroup, take others' cache mounts, or be so old that it knows neither. Docker's own frontend
 * reads it instead. Every line keeps its number.
 */
export function withoutFrontend(dockerfile: string): PlainDockerfile {
  const lines = dockerfile
    .replace(/^\uFEFF/, '')
    .replace(/^#!/, '# !')
    .split('\n')
  const head = lines.findIndex((line) => !directive.test(line))
  const directives = head < 0 ? lines : lines.slice(0, head)
  const named = directives.flatMap((line) => (nameOf(line) === 'syntax' ? [valueOf(line)] : []))
  const kept = directives.filter((line) => nameOf(line) !== 'syntax')
  const text = [...kept, ...named.map(() => '#'), ...lines.slice(directives.length)].join('\n')
  return { text, frontend: named[0] ?? null, foreign: named.some((one) => !isDockers(one)) || /^\s*(?:\/\/|\{)/.test(text) }
}

/** Docker's own, of whatever release. */
function isDockers(frontend: string): boolean {
  return /^(?:docker\.io\/)?docker\/dockerfile(?:-upstream)?(?:[:@]|$)/.test(frontend)
}

function nameOf(line: string): string | undefined {
  return directive.exec(line)?.[1]?.toLowerCase()
}

function valueOf(line: string): string {
  return directive.exec(line)?.[2]?.split(/\s/)[0] ?? ''
}
