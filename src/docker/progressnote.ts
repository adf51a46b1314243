import type { Progress } from './docker.ts'

/** "2 of 5 layers, 12.3 of 80.1 MB", as far as Docker tells. */
export function noteOf({ layers, done = 0, total = 0 }: Progress): string | undefined {
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1)
  const parts = [...(layers && layers.all > 0 ? [`${layers.done} of ${layers.all} layers`] : []), ...(total > 0 ? [`${megabytes(done)} of ${megabytes(total)} MB`] : [])]
  return parts.length > 0 ? parts.join(', ') : undefined
}
