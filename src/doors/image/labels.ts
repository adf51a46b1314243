import { InstanceName } from '../../model/names.ts'
import { shortName } from './reference.ts'
import type { Reference } from './reference.ts'

/** Letters that a label of DNS may have here. */
const longest = 40

/** A text as small letters, digits and dashes; `data` where none of it can stay. */
export function slugged(text: string): string {
  const plain = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, longest)
    .replace(/^-+|-+$/g, '')
  return plain || 'data'
}

/** What an app of this image may be called: after its repository's last part. */
export function calledAfter(reference: Reference): string {
  return slugged(
    shortName({ ...reference, tag: null, digest: null })
      .split('/')
      .at(-1) ?? '',
  )
}

/** A name that nothing has yet: as it is wished, else with a number. */
export async function freeName(wished: string, isTaken: (name: InstanceName) => Promise<boolean>): Promise<InstanceName> {
  const base = slugged(wished)
  for (let nth = 1; ; nth++) {
    const ending = nth === 1 ? '' : `-${nth}`
    const name = InstanceName.safeParse(base.slice(0, longest - ending.length).replace(/-+$/, '') + ending)
    if (name.success && !(await isTaken(name.data))) return name.data
  }
}
