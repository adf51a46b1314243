import swagger from '@fastify/swagger'
import fastify from 'fastify'
import { jsonSchemaTransform, serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { auditRoutes } from './audit.ts'
import { connectionRoutes } from './connections.ts'
import type { Api, ApiContext } from './context.ts'
import { deployRoutes } from './deploy.ts'
import { deviceRoutes } from './devices.ts'
import { documentRoutes } from './documents.ts'
import { envRoutes } from './env.ts'
import { gitRoutes } from './gitroutes.ts'
import { figureRoutes } from './figures.ts'
import { guard } from './guard.ts'
import { httpsRoutes } from './https.ts'
import { imageRoutes } from './images.ts'
import { instanceRoutes } from './instances.ts'
import { invitationRoutes } from './invitations.ts'
import { jobRoutes } from './jobs.ts'
import { keyRoutes } from './keys.ts'
import { linkRoutes } from './links.ts'
import { labRoutes } from '../labs/labs.ts'
import { localRoutes } from './local.ts'
import { logRoutes } from './logs.ts'
import { machineRoutes } from './machine.ts'
import { openModeRoutes } from './openmode.ts'
import { outsideRoutes } from './outside.ts'
import { passkeyRoutes } from './passkeys.ts'
import { peopleRoutes } from './people.ts'
import { personRoutes } from './person.ts'
import { demandPolicies } from './policy.ts'
import { previewRoutes } from './previews.ts'
import { answerProblems } from './problems.ts'
import { projectRoutes } from './projects.ts'
import { providerRoutes } from './provider.ts'
import { registryRoutes } from './registries.ts'
import { releaseRoutes } from './releases.ts'
import { repositoryRoutes } from './repositories.ts'
import { serviceRoutes } from './services.ts'
import { shelfRoutes } from './shelf.ts'
import { consoleRoutes } from './static.ts'
import { storeRoutes } from './store.ts'
import { catalogueRoutes } from './stores.ts'
import { updateRoutes } from './updates.ts'
import { schemaRoutes } from './schemas.ts'
import { enterRoutes } from './enter.ts'
import { webhookRoutes } from './webhooks.ts'

const routes: readonly ((api: Api, context: ApiContext) => void)[] = [
  machineRoutes,
  auditRoutes,
  personRoutes,
  passkeyRoutes,
  peopleRoutes,
  invitationRoutes,
  deviceRoutes,
  openModeRoutes,
  outsideRoutes,
  httpsRoutes,
  instanceRoutes,
  linkRoutes,
  updateRoutes,
  logRoutes,
  figureRoutes,
  storeRoutes,
  catalogueRoutes,
  schemaRoutes,
  projectRoutes,
  releaseRoutes,
  deployRoutes,
  envRoutes,
  serviceRoutes,
  keyRoutes,
  gitRoutes,
  previewRoutes,
  connectionRoutes,
  repositoryRoutes,
  imageRoutes,
  registryRoutes,
  documentRoutes,
  webhookRoutes,
  labRoutes,
  shelfRoutes,
  jobRoutes,
  localRoutes,
  enterRoutes,
  providerRoutes,
]

/** Larger bodies are refused before they are read; nothing the API takes comes near. */
const bodyLimit = 256 * 1024

/** Builds the API. Throws when any route does not say who may call it. */
export async function buildApi(context: ApiContext): Promise<Api> {
  const api = await bareApi(context)
  for (const add of routes) add(api, context)
  api.get('/api/openapi.json', { schema: { hide: true }, config: { policy: 'visitor' } }, () => api.swagger())
  consoleRoutes(api, context)
  await api.ready()
  return api
}

/** What every route goes by: its schemas, its policy, and problems as answers. */
export async function bareApi(context: Pick<ApiContext, 'access' | 'locals' | 'log' | 'version'>): Promise<Api> {
  const api: Api = fastify({ bodyLimit, trustProxy: false, routerOptions: { maxParamLength: 200 } }).withTypeProvider<ZodTypeProvider>()
  api.setValidatorCompiler(validatorCompiler)
  api.setSerializerCompiler(serializerCompiler)
  demandPolicies(api)
  answerProblems(api, context.log)
  guard(api, context)
  await api.register(swagger, { openapi: { openapi: '3.1.0', info: { title: 'Berth', version: context.version } }, transform: jsonSchemaTransform })
  return api
}
