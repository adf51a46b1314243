import { once } from 'node:events'
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose'
import type { CryptoKey, JWK } from 'jose'

export type Part = 'metadata' | 'keys' | 'token' | 'userinfo'
type Claims = Record<string, unknown>

/** How it lies. */
export interface Lies {
  /** Added to what its metadata say. */
  readonly metadata?: Claims
  /** Added to the claims of its ID tokens; `undefined` leaves one out. */
  readonly claims?: Claims
  readonly userinfo?: Claims
  /** Of the ID token: unsigned, by a key it does not publish, or by the client's own secret. */
  readonly signature?: 'none' | 'another key' | 'HS256'
  /** Answered in place of a part: so many bytes of JSON, nothing ever, a status, or another address. */
  readonly instead?: { readonly part: Part; readonly by: { readonly bytes: number } | 'silence' | { readonly status: number } | { readonly location: string } }
}

/** For tests: a provider of our own making that says whatever it is told to. Its codes are the nonces it was asked with. */
export class Rogue implements AsyncDisposable {
  readonly issuer: string
  /** What it was asked, in order. */
  readonly asked: string[] = []
  /** The bodies of its token requests. */
  readonly bodies: URLSearchParams[] = []
  lies: Lies = {}
  readonly #server: Server
  readonly #key: CryptoKey
  readonly #other: CryptoKey
  readonly #jwk: JWK

  private constructor(server: Server, issuer: string, keys: { readonly key: CryptoKey; readonly other: CryptoKey; readonly jwk: JWK }) {
    this.#server = server
    this.issuer = issuer
    this.#key = keys.key
    this.#other = keys.other
    this.#jwk = keys.jwk
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.#receive(request, response).catch((error: unknown) => response.destroy(error as Error))
    })
  }

  static async open(): Promise<Rogue> {
    const [mine, other] = [await generateKeyPair('ES256', { extractable: true }), await generateKeyPair('ES256')]
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const address = server.address()
    if (address === null || typeof address === 'string') throw new Error('it listens nowhere')
    const jwk = { ...(await exportJWK(mine.publicKey)), kid: 'first', use: 'sig', alg: 'ES256' }
    return new Rogue(server, `http://127.0.0.1:${address.port}`, { key: mine.privateKey, other: other.privateKey, jwk })
  }

  /** As its sign-in page would, without asking anybody: the address it sends the browser back to. */
  back(authorization: string, more: Readonly<Record<string, string>> = {}): string {
    const asked = new URL(authorization).searchParams
    const back = new URL(asked.get('redirect_uri') ?? '')
    const said = { code: asked.get('nonce') ?? '', state: asked.get('state') ?? '', ...more }
    for (const [name, value] of Object.entries(said)) back.searchParams.set(name, value)
    return back.href
  }

  async #receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', this.issuer)
    this.asked.push(pathname)
    const part = ({ '/.well-known/openid-configuration': 'metadata', '/keys': 'keys', '/token': 'token', '/userinfo': 'userinfo' } as const)[pathname]
    if (part === undefined) return void response.writeHead(404).end()
    const { instead } = this.lies
    if (instead?.part === part) return answerBy(response, instead.by)
    const body = part === 'token' ? new URLSearchParams(await readAll(request)) : new URLSearchParams()
    if (part === 'token') this.bodies.push(body)
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(await this.#answer(part, body)))
  }

  async #answer(part: Part, body: URLSearchParams): Promise<Claims> {
    if (part === 'keys') return { keys: [this.#jwk] }
    if (part === 'userinfo') return { sub: 'mallory', ...this.lies.userinfo }
    if (part === 'token') return { access_token: 'opaque', token_type: 'Bearer', id_token: await this.#idToken(body.get('code') ?? '') }
    const at = (path: string): string => this.issuer + path
    const places = { authorization_endpoint: at('/authorize'), token_endpoint: at('/token'), jwks_uri: at('/keys'), userinfo_endpoint: at('/userinfo') }
    return { issuer: this.issuer, ...places, response_types_supported: ['code'], subject_types_supported: ['public'], id_token_signing_alg_values_supported: ['ES256'], ...this.lies.metadata }
  }

  async #idToken(nonce: string): Promise<string> {
    const now = Math.floor(Date.now() / 1000)
    const all = { iss: this.issuer, sub: 'mallory', aud: 'berth', iat: now, exp: now + 300, nonce, name: 'Mallory', ...this.lies.claims }
    const claims = Object.fromEntries(Object.entries<unknown>(all).filter(([, value]) => value !== undefined))
    const { signature } = this.lies
    if (signature === 'none') return new UnsecuredJWT(claims).encode()
    if (signature === 'HS256') return await new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode('a secret of forty letters that nobody guesses'))
    return await new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'first' }).sign(signature === 'another key' ? this.#other : this.#key)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

function answerBy(response: ServerResponse, by: NonNullable<Lies['instead']>['by']): void {
  if (by === 'silence') return
  if ('status' in by) return void response.writeHead(by.status, { 'content-type': 'text/html' }).end('<h1>Sorry</h1>')
  if ('location' in by) return void response.writeHead(302, { location: by.location }).end()
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ issuer: 'x'.repeat(by.bytes) }))
}

async function readAll(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const part of request) text += String(part)
  return text
}
