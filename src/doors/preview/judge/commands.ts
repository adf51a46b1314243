/** What somebody asks of a preview in a comment; whether they may is for the door to find out. */
export type Command = { readonly kind: 'redeploy' | 'stop' | 'start' | 'logs' } | { readonly kind: 'approve'; readonly commit: string } | { readonly kind: 'unclear'; readonly answer: string }

/** A comment is as long as its provider lets it be; a command stands near its top. */
const most = 20_000
const known = 'Known are /preview redeploy, stop, start, logs and approve <commit>.'

/** The command in a comment: its first line that begins with `/preview`, outside of code, quotes and HTML. Null: there is none. `head`: the commit that the pull request is at. */
export function parseCommand(text: string, head: string): Command | null {
  const line = spoken(text.slice(0, most)).find((one) => /^\/preview(?:\s|$)/i.test(one))
  if (line === undefined) return null
  const [verb = '', ...rest] = line.toLowerCase().split(/\s+/).slice(1)
  if (verb === 'redeploy' || verb === 'stop' || verb === 'start' || verb === 'logs') return { kind: verb }
  if (verb === 'approve') return approval(rest[0] ?? '', head)
  return { kind: 'unclear', answer: verb === '' ? known : `There is no /preview ${/^[a-z-]{1,20}$/.test(verb) ? verb : 'command of that name'}. ${known}` }
}

function approval(commit: string, head: string): Command {
  const short = head.slice(0, 7)
  if (!/^[0-9a-f]{7,64}$/.test(commit)) return { kind: 'unclear', answer: `Say which commit, with seven of its digits or more: /preview approve ${short}` }
  if (!head.startsWith(commit)) return { kind: 'unclear', answer: `The pull request is at another commit by now. Look at what is new; then: /preview approve ${short}` }
  return { kind: 'approve', commit: head }
}

/** The lines that somebody says themselves. */
function spoken(text: string): string[] {
  const lines: string[] = []
  let fence: string | undefined
  for (const line of withoutHtml(text).split(/\r?\n/)) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1]
    if (fence !== undefined) fence = mark !== undefined && closes(line, mark, fence) ? undefined : fence
    else if (mark !== undefined) fence = mark
    else if (!/^(?: {4}| {0,3}\t| {0,3}>)/.test(line)) lines.push(line.trim())
  }
  return lines
}

function closes(line: string, mark: string, fence: string): boolean {
  return mark.startsWith(fence) && line.trim() === mark
}

/** What is never closed goes on to the end. */
function withoutHtml(text: string): string {
  return text.replaceAll(/<!--[^]*?(?:-->|$)/g, '').replaceAll(/<(details|blockquote|pre|code|script|style)\b[^]*?(?:<\/\1\s*>|$)/gi, '')
}
