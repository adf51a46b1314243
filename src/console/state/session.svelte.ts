import type { ClaimBody, Health, Me, SignInBody } from '../../model/api.ts'
import { accountApi } from '../api/accountapi.ts'
import { api } from '../api/api.ts'
import { asApiProblem } from '../api/problem.ts'
import { whenSignedOut } from '../api/client.ts'
import type { ApiProblem } from '../api/problem.ts'

/** Who is at the console, and what the machine says of itself. */
class Session {
  stage = $state<'asking' | 'unclaimed' | 'out' | 'in' | 'unreachable'>('asking')
  me = $state.raw<Me>()
  health = $state.raw<Health>()
  problem = $state.raw<ApiProblem>()
  /** Just come in: a passkey is offered before going on, or needed where there is no other way back. */
  welcome = $state<'offer' | 'needed'>()

  constructor() {
    whenSignedOut(() => this.leave())
  }

  async ask(): Promise<void> {
    try {
      this.health = await api.health()
      if (!this.health.claimed) this.stage = 'unclaimed'
      else this.enter(await api.me())
    } catch (thrown) {
      this.#refused(asApiProblem(thrown))
    }
  }

  /** After a lost connection: false when one is signed out now. */
  async isStillIn(): Promise<boolean> {
    await api.me().catch(() => undefined)
    return this.stage === 'in'
  }

  async claim(body: ClaimBody): Promise<void> {
    this.enter(await api.claim(body), 'offer')
  }

  async signIn(body: SignInBody): Promise<void> {
    this.enter(await api.signIn(body))
  }

  async rename(name: string): Promise<void> {
    this.me = await accountApi.rename(name)
  }

  /** On a paired device that leaves the device, which is somebody still. */
  async signOut(): Promise<void> {
    await api.signOut()
    this.leave()
    await this.ask()
  }

  leave(): void {
    this.me = undefined
    this.welcome = undefined
    this.stage = 'out'
  }

  enter(me: Me, welcome?: 'offer' | 'needed'): void {
    this.welcome = welcome
    this.me = me
    this.stage = 'in'
  }

  #refused(problem: ApiProblem): void {
    this.problem = problem
    if (problem.code !== 'sign-in') this.stage = problem.code === 'unclaimed' ? 'unclaimed' : 'unreachable'
  }
}

export const session = new Session()
