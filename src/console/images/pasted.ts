import type { LookBody } from '../../model/image.ts'

export type PastedKind = 'image' | 'run' | 'compose'

/** What somebody pasted; nothing where it is none of these. The engine says what is wrong with it in particular. */
export function kindOf(text: string): PastedKind | undefined {
  const pasted = text.trim()
  if (/^(?:\$\s+)?(?:sudo\s+)?(?:docker|podman|nerdctl)\s+(?:container\s+)?(?:run|create)\s/.test(pasted)) return 'run'
  if (/^(?:services\s*:|"?services"?\s*:|\{)/m.test(pasted)) return 'compose'
  return /^[\w.[\]][\w.:/@[\]-]{0,299}$/.test(pasted) ? 'image' : undefined
}

export function lookOf(kind: PastedKind, text: string): LookBody {
  return { [kind]: text.trim() }
}
