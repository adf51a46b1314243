import type { Command } from 'commander'
import { kindOf } from './names.ts'
import type { NameKind } from './names.ts'

/** One command, as completion needs it; the program itself has the empty path. */
interface Node {
  /** Its words, as `token create`. */
  readonly path: string
  /** What may come next: commands below, options, choices of its argument. */
  readonly words: readonly string[]
  /** What its argument names. */
  readonly kind: NameKind | undefined
  /** Options with a choice, and their values. */
  readonly choices: readonly (readonly [option: string, values: readonly string[]])[]
}

/** The tree of commands, each before those below it. */
export function treeOf(command: Command, path: string = ''): readonly Node[] {
  const below = command.createHelp().visibleCommands(command)
  const options = command.createHelp().visibleOptions(command)
  const argument = command.registeredArguments[0]
  const node = {
    path,
    words: [...below.map((child) => child.name()), ...command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []), ...options.flatMap(({ long }) => long ?? [])],
    kind: argument && kindOf(path, argument.name()),
    choices: options.flatMap(({ long, argChoices }) => (long && argChoices ? [[long, argChoices] as const] : [])),
  }
  const children = below.filter((child) => child.name() !== 'help')
  return [node, ...children.flatMap((child) => treeOf(child, `${path} ${child.name()}`.trim()))]
}

export const scripts: Readonly<Record<'bash' | 'zsh' | 'fish', (tree: readonly Node[]) => string>> = { bash, zsh, fish }

function bash(tree: readonly Node[]): string {
  return `_berth() {
  local berth="\${COMP_WORDS[0]}" word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" words="" path="" at
  for ((at = 1; at < COMP_CWORD; at++)); do
    case "\${path:+$path }\${COMP_WORDS[at]}" in
      ${pathsOf(tree)}) path="\${path:+$path }\${COMP_WORDS[at]}" ;;
    esac
  done
${caseOf(tree, '$berth')}
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _berth berth ./berth`
}

function zsh(tree: readonly Node[]): string {
  return `#compdef berth
_berth() {
  local berth="\${words[1]}" before="\${words[CURRENT-1]}" path_="" found="" at
  for ((at = 2; at < CURRENT; at++)); do
    case "\${path_:+$path_ }\${words[at]}" in
      ${pathsOf(tree)}) path_="\${path_:+$path_ }\${words[at]}" ;;
    esac
  done
${caseOf(tree, '$berth').replaceAll('$path', '$path_').replaceAll('words=', 'found=')}
  compadd -- \${=found}
}
compdef _berth berth ./berth`
}

/** The paths of all commands, as patterns of a \`case\`. */
function pathsOf(tree: readonly Node[]): string {
  return tree.flatMap(({ path }) => (path === '' ? [] : [`"${path}"`])).join('|')
}

/** Values of an option first, for it stands right before; else what the command knows. */
function caseOf(tree: readonly Node[], berth: string): string {
  const values = tree.flatMap(({ path, choices }) => choices.map(([option, list]) => `    "${path} ${option}") words="${list.join(' ')}" ;;`))
  const words = tree.map(({ path, words, kind }) => `    "${path} "*) words="${words.join(' ')}${kind ? ` $("${berth}" names ${kind} 2>/dev/null)` : ''}" ;;`)
  // Longer paths first: \`jobs *\` is also a pattern of \`jobs retry \`.
  return `  case "$path $before" in\n${[...values, ...words.toReversed()].join('\n')}\n  esac`
}

function fish(tree: readonly Node[]): string {
  const lines = tree.flatMap((node) => [...fishWords(node), ...node.choices.map(([option, values]) => `complete -c berth -x -n "${seen(node.path)}" -l ${option.slice(2)} -a "${values.join(' ')}"`)])
  return ['complete -c berth -f', ...lines].join('\n')
}

function fishWords({ path, words, kind }: Node): readonly string[] {
  const named = kind ? [`complete -c berth -n "${seen(path)}" -a "(berth names ${kind} 2>/dev/null)"`] : []
  return [`complete -c berth -n "${seen(path)}" -a "${words.join(' ')}"`, ...named]
}

function seen(path: string): string {
  return path === ''
    ? '__fish_use_subcommand'
    : path
        .split(' ')
        .map((word) => `__fish_seen_subcommand_from ${word}`)
        .join('; and ')
}
