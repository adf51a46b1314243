import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { isoCBOR } from '@simplewebauthn/server/helpers'
import { z } from 'zod'
import type { PasskeyBody, PasskeyOptions } from '../../model/passkey.ts'

const Creation = z.object({ challenge: z.string(), rp: z.object({ id: z.string() }), user: z.object({ id: z.string() }) })
const Request = z.object({ challenge: z.string(), rpId: z.string() })

/** How a key or its browser may lie in a test. */
export interface Lies {
  readonly origin?: string
  readonly challenge?: string
  readonly handle?: string
  /** The owner was not asked for a finger or a PIN. */
  readonly unverified?: boolean
  readonly counter?: number
  readonly signature?: Buffer
}

type Sent = PasskeyBody['response']

/** For tests: a real key as phones have it (ES256), with the browser before it. Chromium's own is met in the browser tests. */
export class Key {
  readonly id = randomBytes(16).toString('base64url')
  readonly #private: KeyObject
  readonly #public: { readonly x: Buffer; readonly y: Buffer }
  readonly #origin: string
  #handle = ''
  counter = 0

  constructor(origin: string) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const { x = '', y = '' } = publicKey.export({ format: 'jwk' })
    this.#private = privateKey
    this.#public = { x: Buffer.from(x, 'base64url'), y: Buffer.from(y, 'base64url') }
    this.#origin = origin
  }

  /** Answers a wish for a new passkey. */
  made({ options }: PasskeyOptions, lies: Lies = {}): Sent {
    const { challenge, rp, user } = Creation.parse(options)
    this.#handle = user.id
    const attestation = new Map<string, string | Uint8Array | Map<string, string>>([
      ['fmt', 'none'],
      ['attStmt', new Map<string, string>()],
      ['authData', new Uint8Array(Buffer.concat([this.#facts(rp.id, lies, 0x40), this.#credential()]))],
    ])
    const response = { clientDataJSON: this.#client('webauthn.create', challenge, lies), attestationObject: text(isoCBOR.encode(attestation)), transports: ['internal'] }
    return { id: this.id, rawId: this.id, type: 'public-key', response, clientExtensionResults: {} }
  }

  /** Answers a sign-in. */
  shown({ options }: PasskeyOptions, lies: Lies = {}): Sent {
    const { challenge, rpId } = Request.parse(options)
    const client = this.#client('webauthn.get', challenge, lies)
    const facts = this.#facts(rpId, lies, 0)
    const signed = Buffer.concat([facts, sha256(Buffer.from(client, 'base64url'))])
    const signature = lies.signature ?? sign('sha256', signed, this.#private)
    const response = { clientDataJSON: client, authenticatorData: text(facts), signature: text(signature), userHandle: lies.handle ?? this.#handle }
    return { id: this.id, rawId: this.id, type: 'public-key', response, clientExtensionResults: {} }
  }

  #client(type: string, challenge: string, lies: Lies): string {
    return text(Buffer.from(JSON.stringify({ type, challenge: lies.challenge ?? challenge, origin: lies.origin ?? this.#origin, crossOrigin: false })))
  }

  /** WebAuthn's "authenticator data": whose site, what was checked, how often it was used. */
  #facts(site: string, { unverified, counter }: Lies, more: number): Buffer {
    const count = Buffer.alloc(4)
    count.writeUInt32BE(counter ?? this.counter)
    return Buffer.concat([sha256(Buffer.from(site)), Buffer.from([0x01 | (unverified ? 0 : 0x04) | more]), count])
  }

  #credential(): Buffer {
    const id = Buffer.from(this.id, 'base64url')
    const { x, y } = this.#public
    const cose = new Map<number, number | Uint8Array>([[1, 2], [3, -7], [-1, 1], [-2, new Uint8Array(x)], [-3, new Uint8Array(y)]]) // prettier-ignore
    return Buffer.concat([Buffer.alloc(16), Buffer.from([0, id.length]), id, isoCBOR.encode(cose)])
  }
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest()
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
