import { layoutPath } from './reference.ts'

/** The folders of the build's container, as the platform specification calls them, and where our two images lie in the layout. */
export const places = {
  app: '/workspace',
  layers: '/layers',
  cache: '/cache',
  platform: '/platform',
  layout: '/layout',
  order: '/layers/order.toml',
  report: '/layers/report.toml',
} as const

/** Names of this build alone: nothing is ever asked of a registry of that name. */
export const builtImage = 'berth.local/app:built'
export const lastImage = 'berth.local/app:last'

export function inLayout(image: string): string {
  return `${places.layout}/${layoutPath(image)}`
}
