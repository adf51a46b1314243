import { EnvName } from '../../model/projectfile.ts'

/** Lines `NAME=value` as `docker run --env-file` reads them: no quotes, `#` begins a comment. A name alone has no value here. */
export function readEnv(text: string): readonly [string, string][] {
  return text.split(/\r?\n/).flatMap((line): [string, string][] => {
    const at = line.indexOf('=')
    const name = line.slice(0, Math.max(at, 0)).trim()
    return at > 0 && !line.trimStart().startsWith('#') && EnvName.safeParse(name).success ? [[name, line.slice(at + 1)]] : []
  })
}
