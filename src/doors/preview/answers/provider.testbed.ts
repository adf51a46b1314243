import type { Preview, PreviewRules, Told } from '../../../model/preview.ts'
import type { DeploymentAnswer, StatusAnswer } from '../providers/provider.ts'
import { rowOf, rulesOf } from '../judge/preview.testbed.ts'
import type { AnswerFacts } from './phase.ts'
import { gone } from '../providers/api/refusal.ts'
import type { Target } from './tell.ts'

export const untold: Told = { comment: null, deployments: [], statuses: [] }

/** Facts of pull request 7 of school/wiki. */
export function factsOf(state: AnswerFacts['state'], row: Partial<Preview> = {}, more: Partial<AnswerFacts> & { readonly rules?: PreviewRules } = {}): AnswerFacts {
  const urls = { preview: 'https://wiki-pr-7.berth.example/', commit: 'https://wiki-pr-7-aaaaaaa.berth.example/', log: 'https://berth.example/#/previews/wiki-pr-7' }
  return { preview: rowOf(row), rules: rulesOf(), state, held: null, provider: 'github', engine: 'e1234567', repository: 'https://git.example.org/school/wiki', urls, ...more }
}

/** A provider that keeps what it is told, as GitHub does: comments are found by their marker, deployments by commit and environment. */
export class ProviderStandIn {
  readonly comments: { readonly id: string; text: string }[] = []
  readonly deployments: { readonly id: string; readonly commit: string; readonly environment: string; readonly states: string[] }[] = []
  readonly statuses = new Map<string, StatusAnswer>()
  readonly calls: string[] = []
  /** It knows none of the commits. */
  refuses = false
  /** Called before a call takes effect and before its answer is given; what it throws is what the caller sees. */
  readonly #meet: (point: string) => void

  constructor(meet: (point: string) => void = () => undefined) {
    this.#meet = meet
  }

  get client(): Target['client'] {
    return {
      comment: async (_path, _number, { id, marker, text }) => await this.#call(id === null ? 'comment' : `comment ${id}`, () => this.#comment(id, marker, text)),
      deploy: async (_path, id, answer) => await this.#call(id === null ? 'deploy' : `deploy ${id}`, () => this.#deploy(id, answer)),
      status: async (_path, answer) => await this.#call('status', () => this.#status(answer)),
    }
  }

  /** The last state of each commit's deployment. */
  get states(): Record<string, string | undefined> {
    return Object.fromEntries(this.deployments.map(({ commit, states }) => [commit, states.at(-1)]))
  }

  async #call<T>(name: string, act: () => T): Promise<T> {
    this.#meet(`before ${name}`)
    this.calls.push(name)
    const answer = act()
    this.#meet(`after ${name}`)
    return await Promise.resolve(answer)
  }

  #status(answer: StatusAnswer): void {
    if (this.refuses) throw gone('GitHub', 'commit')
    this.statuses.set(answer.commit, answer)
  }

  #comment(id: string | null, marker: string, text: string): string {
    const found = this.comments.find((one) => (id === null ? one.text.includes(marker) : one.id === id))
    if (!found) this.comments.push({ id: `c${this.comments.length + 1}`, text })
    else found.text = text
    return found?.id ?? `c${this.comments.length}`
  }

  #deploy(id: string | null, { commit, environment, state }: DeploymentAnswer): string {
    const found = this.deployments.find((one) => (id === null ? one.commit === commit && one.environment === environment : one.id === id))
    if (!found) this.deployments.push({ id: `d${this.deployments.length + 1}`, commit, environment, states: [state] })
    else found.states.push(state)
    return found?.id ?? `d${this.deployments.length}`
  }
}
