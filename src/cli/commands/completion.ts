import type { Command } from 'commander'
import { Argument } from 'commander'
import type { Context } from '../context.ts'

/** Completion for the shells people use, made from the commands themselves. */
export function addCompletion(program: Command, context: () => Context): void {
  program
    .command('completion')
    .description('print the completion of a shell')
    .addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
    .addHelpText('after', '\nExample:\n  source <(berth completion bash)')
    .action((shell: 'bash' | 'zsh' | 'fish') => context().terminal.print(scripts[shell](wordsOf(program))))
}

interface Words {
  /** Below `''` the commands, below each command its own. */
  readonly [command: string]: readonly string[]
}

function wordsOf(program: Command): Words {
  const below = (command: Command): string[] => [...command.commands.map((child) => child.name()), ...command.options.flatMap(({ long }) => long ?? [])]
  const pairs = program.commands.map((command) => [command.name(), below(command)] as const)
  return Object.fromEntries([['', below(program)] as const, ...pairs]) as Words
}

const scripts: Readonly<Record<'bash' | 'zsh' | 'fish', (words: Words) => string>> = {
  bash: (words): string => `_berth() {
  local word=\${COMP_WORDS[COMP_CWORD]}
  case "\${COMP_CWORD}:\${COMP_WORDS[1]}" in
    1:*) COMPREPLY=($(compgen -W "${(words[''] ?? []).join(' ')}" -- "$word")) ;;
${cases(words, (name, list) => `    *:${name}) COMPREPLY=($(compgen -W "${list}" -- "$word")) ;;`)}
  esac
}
complete -F _berth berth ./berth`,
  zsh: (words) => `#compdef berth
_berth() {
  if (( CURRENT == 2 )); then compadd -- ${(words[''] ?? []).join(' ')}; return; fi
  case "\${words[2]}" in
${cases(words, (name, list) => `    ${name}) compadd -- ${list} ;;`)}
  esac
}
compdef _berth berth`,
  fish: (words) =>
    [
      `complete -c berth -f -n __fish_use_subcommand -a "${(words[''] ?? []).join(' ')}"`,
      cases(words, (name, list) => `complete -c berth -f -n "__fish_seen_subcommand_from ${name}" -a "${list}"`),
    ].join('\n'),
}

function cases(words: Words, line: (name: string, list: string) => string): string {
  return Object.entries(words)
    .filter(([name, list]) => name !== '' && list.length > 0)
    .map(([name, list]) => line(name, list.join(' ')))
    .join('\n')
}
