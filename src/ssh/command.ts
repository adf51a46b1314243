/** The only two programs that anybody may ask for. */
export type GitProgram = 'git-receive-pack' | 'git-upload-pack'

export interface Command {
  readonly program: GitProgram
  /** As the client named it, without its quotes: `/blog.git`, `blog`, `~/blog`. Nothing of it is checked yet. */
  readonly path: string
  /** What the client's git asked for in the environment, `version=2`; else nothing. */
  readonly protocol: string | null
}

const longest = 1000

/** What git's client sends: the program and one argument. Everything else is nothing; it is never a line for a shell. */
export function readCommand(line: string, protocol: string | null): Command | undefined {
  const [, program, argument = ''] = /^(git-receive-pack|git-upload-pack) (.+)$/s.exec(line) ?? []
  const path = unquote(argument)
  if (path === undefined || path === '' || path.length > longest || /^-|\p{Cc}/u.test(path)) return undefined
  return { program: program === 'git-receive-pack' ? program : 'git-upload-pack', path, protocol }
}

/** The only variable that is taken from a client. */
export function isGitProtocol(name: string, value: string): boolean {
  return name === 'GIT_PROTOCOL' && /^version=[012]$/.test(value)
}

/** As git quotes (`sq_quote_buf`): all in `'…'`, where `'` and `!` stand outside as `\'` and `\!`. A plain word needs none. */
function unquote(argument: string): string | undefined {
  if (/^[\w./~@+-]+$/.test(argument)) return argument
  if (!/^(?:'[^']*'|\\['!])+$/.test(argument)) return undefined
  return argument.replaceAll(/'([^']*)'|\\(['!])/g, (_, quoted?: string, escaped?: string) => quoted ?? escaped ?? '')
}
