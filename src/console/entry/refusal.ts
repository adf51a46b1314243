import { ApiProblem } from '../api/problem.ts'
import { say } from '../messages.ts'

/** Why a sign-in elsewhere did not bring them in: the engine gives its code in the address on the way back. */
export function refusalIn(query: string): ApiProblem | undefined {
  const code = new URLSearchParams(query).get('problem')
  if (code === null) return undefined
  const words = say.door.outside
  const { text, fix } = Object.entries(words).find(([each]) => each === code)?.[1] ?? words.other
  return new ApiProblem({ code, status: 0, detail: text, fix })
}
