import type * as octokit from 'octokit'
import type { Octokit } from 'octokit'
import type { ProviderOptions } from '../provider.ts'
import { reachOf } from '../api/reach.ts'
import { denied, down, reasonOf, refusalOf } from '../api/refusal.ts'

/** Loaded when it is first needed. */
export type Library = typeof octokit

const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined }

/** How each client of GitHub's is opened. It neither tries again nor waits by itself: that is for whoever asked, who survives a power cut. */
export function octokitOptions(api: string, options: Pick<ProviderOptions, 'signal' | 'patience'>): Record<string, unknown> {
  return { baseUrl: api, userAgent: 'berth', request: { fetch: reachOf(options) }, retry: { enabled: false }, throttle: { enabled: false }, log: silent }
}

export interface Hand {
  readonly octokit: Octokit
  readonly owner: string
  readonly repo: string
}

export const name = 'GitHub'

/** What went wrong, in the words that providers have in common. Our own errors pass. */
export function githubError(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason
  if (!isRequestError(error)) return isNetwork(error) ? down(name, reasonOf(error), error) : error
  if (!error.response) return down(name, reasonOf(error.cause ?? error), error)
  const { headers } = error.response
  return refusalOf(name, { status: error.status, header: (key) => (headers[key] === undefined ? null : String(headers[key])), message: withoutLink(error.message) })
}

export const statusOf = (error: unknown): number | undefined => (isRequestError(error) && error.response ? error.status : undefined)

/** The key of an App that is no key makes an error of the crypto library's. */
export function keyError(error: unknown): unknown {
  if (isRequestError(error) || isNetwork(error)) return error
  return denied(name, 'connection', 'the key of the App cannot be used', error)
}

interface RequestErrorLike extends Error {
  readonly status: number
  readonly response?: { readonly headers: Readonly<Record<string, string | number | undefined>> }
}

/** By its shape: the class is part of what is loaded late. */
function isRequestError(error: unknown): error is RequestErrorLike {
  return error instanceof Error && 'status' in error && typeof error.status === 'number' && 'request' in error
}

function isNetwork(error: unknown): boolean {
  return error instanceof Error && (error.name === 'AbortError' || error.name === 'TimeoutError')
}

/** Octokit puts the address of a page of documentation after what GitHub said. */
function withoutLink(message: string): string {
  return message.replace(/ - https?:\/\/\S+$/, '')
}
