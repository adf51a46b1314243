import type { Api } from '../api/context.ts'
import { documentationRoutes } from './documents.ts'
import type { LabContext } from './lab.ts'
import { registerRoutes } from './register.ts'
import { visitRoutes } from './visit.ts'

/** What the QuLabs backend offered, on a host name of its own (`labs.<domain>`), and documents beside apps. */
export function labRoutes(api: Api, context: LabContext): void {
  registerRoutes(api, context)
  visitRoutes(api, context)
  documentationRoutes(api, context)
}
