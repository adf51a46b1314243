import type { LayoutImage } from './layout.ts'
import { refuse } from './layout.ts'

/** `image.digest` of a `report.toml`; null where it says none, which today's lifecycle does only of images in a registry. */
export function reportedDigest(report: string): string | null {
  const lines = report.split('\n').map((line) => line.trim())
  const after = lines.slice(lines.indexOf('[image]') + 1)
  const next = after.findIndex((line) => line.startsWith('['))
  const image = after.slice(0, next < 0 ? undefined : next)
  return image.map((line) => /^digest *= *"(sha256:[0-9a-f]{64})"$/.exec(line)?.[1]).find((digest) => digest !== undefined) ?? null
}

/** The image that lies there must be the one the lifecycle reports. */
export function compareReport(report: string | undefined, { digest }: LayoutImage): void {
  if (report === undefined) refuse('the lifecycle wrote no report')
  const reported = reportedDigest(report)
  if (reported !== null && reported !== digest) refuse(`the lifecycle reports the image ${reported}, and wrote ${digest}`)
}
