import { engineFlags } from './nodeflags.ts'

/** Where Berth lies on this machine; every path is absolute. */
export interface Place {
  /** The project's folder, with the launcher in it. */
  readonly home: string
  readonly data: string
  readonly node: string
  /** The engine's main file. */
  readonly engine: string
}

/**
 * The systemd unit of the engine. It is started again whenever it ends, except with 0: then it was asked to.
 * Only the engine itself is ended with it: the gateway it started goes on serving.
 */
export function unitText({ home, data, node, engine }: Place): string {
  return `[Unit]
Description=Berth, a place where web apps dock
Documentation=file://${home.replaceAll('%', '%%').replaceAll(' ', '%%20')}/README.md
After=docker.service network-online.target
Wants=docker.service network-online.target
StartLimitIntervalSec=0

[Service]
Environment=${unitWord(`BERTH_DATA=${data}`)} ${unitWord(`BERTH_HOME=${home}`)}
ExecStart=${[node, ...engineFlags, engine].map(unitWord).join(' ')}
Restart=always
RestartSec=2
RestartPreventExitStatus=0
KillMode=process

[Install]
WantedBy=multi-user.target
`
}

/** A file for /etc/cron.d that runs the launcher once at boot; it starts Docker too. */
export function cronText(place: Place): string {
  return `# Berth: brings everything back after the power was away.
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
@reboot root ${bootCommand(place).replaceAll('%', '\\%')}
`
}

/** What a boot script runs. */
export function bootCommand({ home, data }: Place): string {
  return `BERTH_DATA=${shellWord(data)} ${shellWord(`${home}/berth`)} up >>${shellWord(`${data}/log/boot.log`)} 2>&1 </dev/null`
}

const begin = '# berth: begin (berth service remove takes this out)'
const end = '# berth: end'

/** rc.local with our lines before its closing `exit 0`; the same again when they are in it already. */
export function withBootLines(rcLocal: string, place: Place): string {
  const lines = `${begin}\n${bootCommand(place)} &\n${end}\n`
  const plain = withoutBootLines(rcLocal)
  const [before, exit = ''] = plain.split(/^(?=exit 0\s*$)/m)
  return `${before ?? ''}${(before ?? '').endsWith('\n') ? '' : '\n'}${lines}${exit}`
}

export function withoutBootLines(rcLocal: string): string {
  const [before = '', rest] = rcLocal.split(`${begin}\n`)
  return rest === undefined ? rcLocal : before + (rest.split(`${end}\n`)[1] ?? '')
}

/** One word of a unit file: quoted, with systemd's own signs (`%` and `$`) doubled. */
function unitWord(word: string): string {
  return `"${word.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%').replaceAll('$', '$$$$')}"`
}

function shellWord(word: string): string {
  return /^[\w./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`
}
