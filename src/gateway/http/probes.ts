import type { RequestHead } from './head.ts'

/** Monitors that ask whether something is up; as their `User-Agent` begins. None of them is a visitor. */
const monitors = [
  'kube-probe/',
  'ELB-HealthChecker/',
  'GoogleHC/',
  'GoogleStackdriverMonitoring',
  'Amazon-Route53-Health-Check',
  'Uptime-Kuma/',
  'Blackbox Exporter/',
  'Blackbox-Exporter/',
  'StatusCake',
  'Zabbix',
  'Better Uptime Bot',
  'Better Stack Better Uptime Bot',
  'HetrixTools Uptime Monitoring Bot',
  'Site24x7',
  'gatus/',
  'Gatus/',
  'updown.io',
  'check_http/',
  'Consul Health Check',
  'Datadog/Synthetics',
  'NodePing',
  'Checkly/',
  'Freshping',
]

/** These hide behind a browser's name. */
const within = ['UptimeRobot/', 'Pingdom.com_bot', 'PingdomPageSpeed', 'StatusCake', 'BetterStackBot']

/** Asked by a machine, or by a browser on the mere chance that somebody will want it. */
export function isProbe(head: RequestHead): boolean {
  if (head.purpose !== '' && /prefetch|prerender|preview/i.test(head.purpose)) return true
  return knownMonitor(head.agent)
}

const judged = new Map<string, boolean>()
const most = 1024
const longest = 256

function knownMonitor(agent: string): boolean {
  const known = judged.get(agent)
  if (known !== undefined) return known
  const found = monitors.some((name) => agent.startsWith(name)) || within.some((name) => agent.includes(name))
  if (judged.size >= most) judged.clear()
  if (agent.length <= longest) judged.set(agent, found)
  return found
}
