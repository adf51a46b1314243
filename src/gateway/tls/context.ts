import type { SecureContext, SecureContextOptions } from 'node:tls'
import type { Certificate } from '../protocol.ts'

/** As Mozilla's "intermediate" (version 5.7) has it, without Diffie-Hellman over finite fields. */
const ciphers = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':')

/** Loaded with the first handshake. */
export const tls = () => process.getBuiltinModule('node:tls')

/** What every handshake keeps to, whichever the certificate. HTTP/2 forbids to negotiate again (RFC 9113, 9.2.1). */
export function rules(): SecureContextOptions {
  const { constants } = process.getBuiltinModule('node:crypto')
  return { minVersion: 'TLSv1.2', ciphers, honorCipherOrder: false, secureOptions: constants.SSL_OP_NO_RENEGOTIATION }
}

/** Throws what OpenSSL says of a certificate or key that is none, and of two that do not belong together. */
export function newContext({ chain, key }: Certificate): SecureContext {
  return tls().createSecureContext({ ...rules(), cert: chain, key })
}
