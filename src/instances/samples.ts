import type { SeenContainer } from '../docker/docker.ts'
import { InstanceName, ServiceName } from '../model/names.ts'
import type { Spec } from '../model/instance.ts'
import { Plan } from '../model/plan.ts'
import { Spec as SpecSchema } from '../model/instance.ts'

/** Small, whole rows for tests: each names only what its test is about. */
export function sampleSpec(over: Partial<Spec> = {}): Spec {
  const base = SpecSchema.parse({
    name: 'notes',
    title: 'Notes',
    origin: { door: 'store', store: 'starter', app: 'notes' },
    version: '1.0.0',
    offered: null,
    mode: 'on-request',
    policy: { access: 'public' },
    lifecycle: {},
    plan: samplePlan(['web']),
    size: 'xs',
    grants: [],
    updates: {},
    update: null,
    next: null,
    domains: [],
    refused: null,
    kept: null,
    subnet: '10.213.0.0/27',
    listeners: [],
    removal: null,
    retries: 0,
    created: '2026-01-01T00:00:00.000Z',
  })
  return { ...base, ...over }
}

/** Services by name; `web<db` means web needs db started, `web<db!` healthy, `web<init=` completed. The first is the entry. */
export function samplePlan(services: readonly string[]): Plan {
  const until = { '!': 'healthy', '=': 'completed' } as const
  return Plan.parse({
    services: services.map((text) => {
      const [name, ...needs] = text.split('<')
      const need = (word: string): object => {
        const mark = word.at(-1) ?? ''
        const kind = mark === '!' || mark === '=' ? until[mark] : 'started'
        return { service: kind === 'started' ? word : word.slice(0, -1), until: kind }
      }
      return { name, image: `sample/${name}:1`, needs: needs.map(need), healthcheck: false, grace: 10 }
    }),
    entries: [{ service: (services[0] ?? '').split('<')[0], port: 80, protocol: 'http' }],
    headers: [],
    hostNetwork: false,
    readyWithin: 60,
    digest: 'd1',
  })
}

/** A release that may stand beside another: `web` becomes `web-r7`; `=db` is one that writes and keeps its name. */
export function sampleRelease(number: number, services: readonly string[] = ['web'], over: Partial<Plan> = {}): Plan {
  const called = (text: string): string => (text.startsWith('=') ? text.slice(1) : `${text}-r${number}`)
  const plan = samplePlan(services.map(called))
  const writes = (name: string): boolean => services.includes(`=${name}`)
  return { ...plan, services: plan.services.map((service) => ({ ...service, digest: `d-${service.name}`, writes: writes(service.name) })), digest: `release-${number}`, ...over }
}

/** A container as `look` gives it: `seen('web', 'running')`. */
export function seen(service: string, state: SeenContainer['state'], over: Partial<SeenContainer> = {}): SeenContainer {
  const running = state === 'running' || state === 'paused'
  return {
    id: `id-${service}`,
    instance: InstanceName.parse('notes'),
    service: ServiceName.parse(service),
    digest: 'd1',
    state,
    health: 'none',
    exitCode: 0,
    oomKilled: false,
    startedAt: running ? 1000 : 0,
    finishedAt: 0,
    address: running ? '10.213.0.2' : null,
    ...over,
  }
}
