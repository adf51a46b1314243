import type { EngineId } from '../model/names.ts'

export type Argv = readonly [string, ...string[]]

export interface OutsiderPlan {
  readonly engine: EngineId
  /** The interface of Docker's own bridge. */
  readonly bridge: string
  /** Its ports that were there before: other people's containers, which nothing changes for. */
  readonly known: readonly string[]
  /** Name servers that this machine itself asks. */
  readonly resolvers: readonly string[]
  /** Networks that this machine is part of, as CIDR. */
  readonly near: readonly string[]
  /** Whether `iptables` sees what goes from one port of a bridge to another (`br_netfilter`). */
  readonly seesBridged: boolean
  /** Whether this machine speaks IPv6. */
  readonly ipv6: boolean
}

/** What is not of the public Internet: IANA's special-purpose addresses (RFC 6890), multicast and the reserved. */
const notPublic: readonly string[] = [
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12'],
  ...['192.0.0.0/24', '192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  ...['224.0.0.0/4', '240.0.0.0/4'],
]

interface Names {
  readonly out: string
  readonly into: string
  readonly six: string
}

function namesOf(engine: EngineId): Names {
  return { out: `berth-${engine}-out`, into: `berth-${engine}-in`, six: `berth-${engine}-six` }
}

/** Fills chains of our own first and leads to them last, so that what holds is whole. Each must succeed. */
export function raiseArgvs(plan: OutsiderPlan): readonly Argv[] {
  const { out, into, six } = namesOf(plan.engine)
  const four = [...chain('iptables', out, [...spared(plan), ...names(plan), ...publicWeb(plan)]), ...chain('iptables', into, [...spared(plan), ...names(plan), refuse])]
  const none = plan.ipv6 ? chain('ip6tables', six, [...spared(plan), ['--jump', 'DROP']]) : []
  return [...four, ...none, ...jumps(plan).map((jump) => jumpArgv('--insert', jump))]
}

/** Takes all of it away, also where only some of it is there. */
export function razeArgvs(plan: Pick<OutsiderPlan, 'engine' | 'bridge'>): readonly Argv[] {
  const { out, into, six } = namesOf(plan.engine)
  const chains = (program: string, chain: string): Argv[] => [
    [program, '--wait', '--flush', chain],
    [program, '--wait', '--delete-chain', chain],
  ]
  const all = { ...plan, seesBridged: false, ipv6: true }
  return [...jumps(all).map((jump) => jumpArgv('--delete', jump)), ...chains('iptables', out), ...chains('iptables', into), ...chains('ip6tables', six)]
}

interface Jump {
  readonly program: string
  readonly from: string
  readonly match: readonly string[]
  readonly to: string
}

function jumps({ engine, bridge, seesBridged, ipv6 }: Pick<OutsiderPlan, 'engine' | 'bridge' | 'seesBridged' | 'ipv6'>): readonly Jump[] {
  const { out, into, six } = namesOf(engine)
  const match = ['--in-interface', bridge]
  const four = [
    { program: 'iptables', from: 'DOCKER-USER', match, to: out },
    { program: 'iptables', from: 'INPUT', match, to: into },
  ]
  const sixes = ['FORWARD', 'INPUT'].map((from) => ({ program: 'ip6tables', from, match, to: six }))
  const bridged = { program: 'ebtables', from: 'FORWARD', match: ['--logical-in', bridge], to: 'DROP' }
  return [...four, ...(ipv6 ? sixes : []), ...(seesBridged ? [] : [bridged])]
}

function jumpArgv(verb: '--insert' | '--delete', { program, from, match, to }: Jump): Argv {
  const wait = program === 'ebtables' ? '--concurrent' : '--wait'
  return [program, wait, verb, from, ...(verb === '--insert' ? ['1'] : []), ...match, '--jump', to]
}

type Rule = readonly string[]

function chain(program: string, name: string, rules: readonly Rule[]): readonly Argv[] {
  return [[program, '--wait', '--new-chain', name], ...rules.map((rule): Argv => [program, '--wait', '--append', name, ...rule])]
}

/** Goes on to Docker's own rules. */
const pass: Rule = ['--jump', 'RETURN']
const refuse: Rule = ['--jump', 'REJECT']

/** By the port and never by the address: an address is given to the next container. */
function spared({ known }: OutsiderPlan): readonly Rule[] {
  return known.map((port) => ['--match', 'physdev', '--physdev-in', port, ...pass])
}

/** A home's name server is its router: of the private addresses this alone, and of it this alone. */
function names({ resolvers }: OutsiderPlan): readonly Rule[] {
  return resolvers.flatMap((resolver) => ['udp', 'tcp'].map((protocol) => ['--destination', resolver, '--protocol', protocol, '--dport', '53', ...pass]))
}

function publicWeb({ near }: OutsiderPlan): readonly Rule[] {
  return [
    ...[...notPublic, ...near].map((network) => ['--destination', network, ...refuse]),
    ['--protocol', 'tcp', '--match', 'multiport', '--dports', '53,80,443', ...pass],
    ['--protocol', 'udp', '--dport', '53', ...pass],
    refuse,
  ]
}
