import type { PublicKey } from './line.ts'

/** As `SshKeyBody` has it. */
const longest = 60

/** What keys are called: as was asked, numbered where there are more; else as their comments say, else by their type. */
export function labelsFor(keys: readonly Pick<PublicKey, 'comment' | 'type'>[], asked: string | undefined): string[] {
  const given = asked === undefined ? '' : plain(asked)
  return keys.map(({ comment, type }, at) => {
    if (given === '') return plain(comment) || type
    return at === 0 ? given : `${given.slice(0, longest - 5)} (${at + 1})`
  })
}

/** It is shown on terminals: nothing in it may steer one. */
function plain(text: string): string {
  return text.replaceAll(/\p{C}/gu, '').replaceAll(/\s+/g, ' ').trim().slice(0, longest)
}
