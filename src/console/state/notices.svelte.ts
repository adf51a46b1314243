import { asApiProblem } from '../api/problem.ts'

export interface Notice {
  readonly id: number
  readonly kind: 'good' | 'bad'
  readonly text: string
  readonly more?: string
}

/** A good word goes by itself, milliseconds; a bad one stays until it was read. */
const goodFor = 6000

/** Short words about what was just done. */
class Notices {
  list = $state.raw<readonly Notice[]>([])
  #last = 0

  good(text: string): void {
    const id = this.#add({ kind: 'good', text })
    setTimeout(() => this.drop(id), goodFor)
  }

  bad(thrown: unknown): void {
    const problem = asApiProblem(thrown)
    this.#add({ kind: 'bad', text: problem.message, more: problem.fix })
  }

  drop(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id)
  }

  #add(notice: Omit<Notice, 'id'>): number {
    this.#last += 1
    this.list = [...this.list.slice(-2), { ...notice, id: this.#last }]
    return this.#last
  }
}

export const notices = new Notices()

/** Does it and says how it went; true when it went well. */
export async function act(doing: Promise<unknown>, done?: string): Promise<boolean> {
  try {
    await doing
    if (done) notices.good(done)
    return true
  } catch (thrown) {
    notices.bad(thrown)
    return false
  }
}
