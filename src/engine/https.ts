import { networkInterfaces } from 'node:os'
import type { z } from 'zod'
import { HttpAnswers } from '../certificates/acme/http.ts'
import { Authority } from '../certificates/authority/authority.ts'
import type { Issuer } from '../certificates/issuer.ts'
import { Keeper } from '../certificates/keeper.ts'
import { networksOf } from '../discovery/interfaces.ts'
import type { EngineFrame } from '../gateway/protocol.ts'
import { Loop } from '../kit/loop.ts'
import { Mutex } from '../kit/mutex.ts'
import { Scope } from '../kit/scope.ts'
import type { HttpsBody, HttpsView } from '../model/https.ts'
import type { Spec } from '../model/instance.ts'
import { Problem } from '../model/problem.ts'
import { answeredHere } from './challengecheck.ts'
import type { Ground } from './ground.ts'
import { choiceOf, HttpsChoices } from './httpschoice.ts'
import type { HttpsChoice } from './httpschoice.ts'
import { viewOf } from './httpsview.ts'
import { checkChoice, issuerFor } from './httpsissuer.ts'
import { consoleName, fitsLan, wantedCertificates } from './httpsnames.ts'
import type { Places } from './httpsnames.ts'
import { openLanNames } from './lannames.ts'
import type { LanNames } from './lannames.ts'
import { aliasesOf } from './routes.ts'

/** Milliseconds between two looks at the addresses of this machine. */
const every = 60_000

/** What HTTPS has come to, for those who say where this machine is. `authority`: its own, PEM, where that signs. */
export interface HttpsFacts {
  /** What was chosen has come true; before, as after a start, the address is not yet what it will be. */
  readonly settled: boolean
  readonly url: string | null
  readonly port: number | null
  readonly authority: string | null
}

export interface HttpsTies {
  /** The gateway's ports: of HTTP and of HTTPS. */
  readonly front: () => { readonly port: number | null; readonly tls: number | null }
  readonly send: (frame: EngineFrame) => void
  /** The label on the LAN has changed. */
  readonly onLabel: () => void
  /** The console's address by HTTPS has changed. */
  readonly onAddress: () => void
}

/** HTTPS of this machine: how certificates are got, for which names, and what the gateway is told of them. */
export class Https implements AsyncDisposable {
  readonly #ground: Ground
  readonly #ties: HttpsTies
  readonly #scope = new Scope()
  readonly #changing = new Mutex()
  readonly #choices: HttpsChoices
  readonly #answers: HttpAnswers
  readonly #lan: LanNames
  readonly #keeper: Keeper
  readonly #loop: Loop
  #choice: HttpsChoice = { mode: 'off' }
  #issuer: Issuer | null = null
  #authority: Authority | undefined
  #url: string | null = null
  /** The apps there were when this began. */
  #before: readonly Spec[] = []

  private constructor(ground: Ground, ties: HttpsTies, parts: { readonly lan: LanNames; readonly keeper: Keeper }) {
    this.#ground = ground
    this.#ties = ties
    this.#choices = new HttpsChoices(ground.db.meta, ground.access.vault)
    this.#lan = this.#scope.use(parts.lan)
    this.#keeper = this.#scope.use(parts.keeper)
    this.#answers = new HttpAnswers({
      tell: (answers) => ties.send({ type: 'challenges', answers: { ...answers } }),
      seen: async (challenge, signal) => await answeredHere(ties.front().port, challenge, signal),
    })
    const onError = (err: unknown): void => ground.log.error({ err }, 'the names for HTTPS could not be looked after')
    this.#loop = this.#scope.use(new Loop({ every, turn: async () => this.#tend(), onError }))
  }

  static async open(ground: Ground, ties: HttpsTies): Promise<Https> {
    const { db, access, clock, log, engine, settings } = ground
    const later: { https?: Https } = {}
    const text = { read: async () => await db.meta.get('certificates'), write: async (value: string) => await db.meta.set('certificates', value) }
    const keeper = await Keeper.open({ text, vault: access.vault, clock, log, onChange: () => later.https?.changed() })
    const lan = await openLanNames({ meta: db.meta, engine, setting: settings.lan_name, log, onLabel: () => later.https?.renamed() })
    const https = new Https(ground, ties, { lan, keeper })
    later.https = https
    await https.#begin()
    return https
  }

  /** This machine's own authority, once it was needed. */
  get authority(): Authority | undefined {
    return this.#authority
  }

  /** The label on the LAN; null where it answers to none, or has not claimed it yet. */
  label(): string | null {
    return this.#lan.label()
  }

  /** What a gateway must hear after each snapshot. */
  frames(): readonly EngineFrame[] {
    return [this.#certificates(), { type: 'challenges', answers: this.#answers.answers() }]
  }

  /** Apps have come or gone. */
  wake(): void {
    this.#loop.wake()
  }

  /** For those who say where this machine is. */
  told(): HttpsFacts {
    return { settled: this.#choice.mode === 'off' || this.#url !== null, url: this.#url, port: this.#ties.front().tls, authority: this.#choice.mode === 'lan' ? (this.#authority?.pem ?? null) : null }
  }

  view(): HttpsView {
    return viewOf({ choice: this.#choice, port: this.#ties.front().tls, url: this.#url, authority: this.#authority, certificates: this.#keeper.views(), cause: this.#keeper.cause() })
  }

  /** Throws `no-public-domain`, `dns-program-local` and `invalid`; then nothing is changed. */
  async change(body: z.output<typeof HttpsBody>, isLocal: boolean): Promise<HttpsView> {
    return await this.#changing.run(async () => {
      const choice = choiceOf(body, this.#choice)
      checkChoice(choice, this.#ground.settings.domain)
      if (body.mode === 'acme' && body.dns?.kind === 'command' && !isLocal) throw new Problem('dns-program-local')
      await this.#choices.write(choice)
      await this.#adopt(choice)
      this.#keeper.retry()
      return this.view()
    })
  }

  /** Gets all certificates anew. */
  renew(): HttpsView {
    this.#keeper.renew()
    return this.view()
  }

  /** What is served has changed. */
  changed(): void {
    this.#ties.send(this.#certificates())
    this.#tellAddress()
  }

  renamed(): void {
    this.#loop.wake()
    this.#ties.onLabel()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#scope[Symbol.asyncDispose]()
  }

  /** As it was. What cannot be read any more keeps nobody from the apps: then there is no HTTPS until somebody chooses it again. */
  async #begin(): Promise<void> {
    const { access, clock, log, db } = this.#ground
    try {
      this.#before = await db.specs.all()
      this.#authority = await Authority.find({ vault: access.vault, clock })
      await this.#adopt(await this.#choices.read())
    } catch (err) {
      log.error({ err }, 'HTTPS could not be taken up again')
    }
  }

  async #adopt(choice: HttpsChoice): Promise<void> {
    this.#issuer = await issuerFor(choice, this.#ground, this.#answers)
    if (this.#issuer instanceof Authority) this.#authority = this.#issuer
    this.#choice = choice
    this.#tend()
    this.changed()
  }

  /** Certificates and names for the apps there are now. */
  #tend(): void {
    const places = this.#places()
    this.#keeper.want(this.#issuer, wantedCertificates(this.#choice, places))
    const { label, apps, versions } = places
    this.#lan.serve([...apps, ...versions.filter((name) => label !== null && fitsLan(name, label))])
    this.#tellAddress()
  }

  #places(): Places {
    const { settings, reports } = this.#ground
    const reported = reports.all()
    // Until every app has reported, those of before count: a restart takes nobody's certificate away.
    const specs = [...(reported.length < this.#before.length ? this.#before : []), ...reported.map(({ spec }) => spec)]
    const shown = specs.filter(hasPage)
    const addresses = networksOf(networkInterfaces()).map(({ address }) => address)
    const apps = each(shown.map(({ name }): string => name))
    const versions = each(shown.flatMap(aliasesOf).flatMap(({ label, current }) => (current && !apps.includes(label) ? [label] : [])))
    return { domain: settings.domain, label: this.label(), apps, versions, domains: each(shown.flatMap(({ domains }) => domains)), addresses }
  }

  #certificates(): EngineFrame {
    const certificates = this.#keeper.served().map(({ names, chain, key }) => ({ names: [...names], chain, key }))
    return { type: 'certificates', certificates, redirect: this.#choice.mode !== 'off' && this.#choice.redirect }
  }

  #tellAddress(): void {
    const url = this.#address()
    if (url === this.#url) return
    this.#url = url
    this.#ties.onAddress()
  }

  /** The console by HTTPS, while there is a certificate for it. */
  #address(): string | null {
    const { tls } = this.#ties.front()
    const name = consoleName(this.#choice, { label: this.label(), domain: this.#ground.settings.domain })
    const wildcard = name.replace(/^[^.]+/, '*')
    if (tls === null || !this.#keeper.served().some(({ names }) => names.includes(name) || names.includes(wildcard))) return null
    return `https://${name}${tls === 443 ? '' : `:${tls}`}`
  }
}

function hasPage({ plan }: Spec): boolean {
  return plan?.entries.some(({ protocol }) => protocol === 'http') ?? false
}

/** Once each, in the order of the alphabet. */
function each<T extends string>(names: readonly T[]): readonly T[] {
  return [...new Set(names)].sort()
}
