import type { ServerSessionOptions } from 'node:http2'
import type { GatewaySettings } from '../../settings.ts'

/** Bytes of bodies that may be under way to us: over a whole connection, and in one stream. */
export const windowOfConnection = 1024 * 1024
const windowOfStream = 256 * 1024

/**
 * What one connection by HTTP/2 may do. Resets: as Chrome does when a page with many pictures is left, but not
 * without end (CVE-2023-44487). A header may be in eight `CONTINUATION` frames, which is nghttp2's own limit.
 */
export function limitsOf({ headerSize, headerLines, streams }: GatewaySettings): ServerSessionOptions {
  return {
    settings: { maxConcurrentStreams: streams, initialWindowSize: windowOfStream, maxHeaderListSize: headerSize, enableConnectProtocol: false },
    maxHeaderListPairs: headerLines + 8,
    maxSessionMemory: 10,
    maxSettings: 32,
    maxOutstandingPings: 4,
    maxSessionInvalidFrames: 100,
    maxSessionRejectedStreams: 100,
    streamResetBurst: 400,
    streamResetRate: 40,
    strictSingleValueFields: false, // an app may say a thing twice, as it may by HTTP/1.1
  }
}

/** Counts frames that ask for nothing: pings and settings. */
export class Noise {
  #since = -Infinity
  #count = 0

  /** `now`: milliseconds, steady. */
  isTooMuch(now: number): boolean {
    if (now - this.#since > noiseTime) {
      this.#since = now
      this.#count = 0
    }
    return ++this.#count > noiseMost
  }
}

const noiseTime = 10_000
const noiseMost = 200
