import type { GeneratedApp } from './apps.ts'
import type { Dice } from './dice.ts'

/** What people type: a name, its beginning, with a slip of the fingers, what it is for, several words, nothing that exists. */
export function queriesFor(apps: readonly GeneratedApp[], count: number, dice: Dice): readonly string[] {
  const [first, ...rest] = apps
  if (!first) return []
  const app = (): GeneratedApp => dice.of([first, ...rest])
  const word = (text: string): string => {
    const [one = text, ...more] = text.split(' ').filter((each) => each.length > 4)
    return dice.of([one, ...more])
  }
  const kinds: readonly (() => string)[] = [
    () => app().title,
    () =>
      app()
        .title.slice(0, 1 + dice.below(6))
        .toLowerCase(),
    () => withTypo(app().title.toLowerCase(), dice),
    () => withTypo(withTypo(app().title.toLowerCase(), dice), dice),
    () => word(app().summary),
    () => `${word(app().summary)} ${withTypo(word(app().summary), dice)}`,
    () => app().summary.toLowerCase(),
    () => `${app().category} ${word(app().description[0] ?? '')}`,
    () => `${app().title} ${app().title}`,
    () => `qz${dice.below(1000)}xv`,
  ]
  return Array.from({ length: count }, (_, at) => kinds[at % kinds.length]?.() ?? '')
}

/** A letter left out, doubled, another one, or two swapped. */
function withTypo(word: string, dice: Dice): string {
  if (word.length < 4) return word
  const at = 1 + dice.below(word.length - 2)
  const [before, here, next, after] = [word.slice(0, at), word.charAt(at), word.charAt(at + 1), word.slice(at + 2)]
  return before + dice.of([next, here + here + next, `e${next}`, next + here]) + after
}
