import { Grant } from '../model/grant.ts'
import { Problem } from '../model/problem.ts'

/** The grant for what is asked. What cannot even be written as one (nothing, a line break) is `refused`. */
export function grantFor(app: string, text: string, what: string): Grant {
  const grant = Grant.safeParse(text)
  if (!grant.success) throw new Problem('refused', { app, what: `${what} (${JSON.stringify(text)})` })
  return grant.data
}
