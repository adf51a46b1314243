import { Upstream } from './upstream.ts'

/**
 * Asks the gateway itself once, so that all that is loaded on first use is loaded: afterwards its user may
 * not be allowed to read the program's own files.
 */
export async function warmUp(host: string, port: number): Promise<void> {
  const upstream = new Upstream({ target: { host, port } }, 1_000)
  const { promise, resolve, reject } = Promise.withResolvers<undefined>()
  upstream.dispatch(
    { path: '/', method: 'GET', headers: ['Host', 'warm-up.invalid'] },
    { onRequestStart: () => undefined, onResponseStart: () => undefined, onResponseData: () => undefined, onResponseEnd: () => resolve(undefined), onResponseError: (_, error) => reject(error) },
  )
  try {
    await promise
  } finally {
    await upstream.destroy()
  }
}
