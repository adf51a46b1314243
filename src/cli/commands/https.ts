import type { Command } from 'commander'
import { Argument, Option } from 'commander'
import type { HttpsView } from '../../model/https.ts'
import { example } from '../arguments.ts'
import type { Context } from '../context.ts'
import type { HttpsOptions } from '../httpsbody.ts'
import { table, within } from '../terminal.ts'

type Mode = 'off' | 'lan' | 'acme'

/** HTTPS: how the machine proves who it is. */
export function addHttps(program: Command, context: () => Context): void {
  const https = program
    .command('https')
    .description('HTTPS: its certificates, and who makes them')
    .addHelpText('after', example('https', 'https set lan', 'https set acme --email ada@example.org', 'https set acme --dns cloudflare --token-file cloudflare.txt'))
  https
    .command('show', { isDefault: true })
    .description('how it is now')
    .addHelpText('after', example('https show'))
    .action(async () => {
      const { client, terminal } = context()
      const view = await client.get<HttpsView>('/api/https')
      terminal.show(view, () => inWords(view))
    })
  addSet(https, context)
  https
    .command('renew')
    .description('get the certificates anew, now')
    .addHelpText('after', example('https renew'))
    .action(async () => {
      const { client, terminal } = context()
      const answer = await client.send('POST', '/api/https/renew')
      terminal.show(answer, () => 'The certificates are being renewed. See how it goes: berth https')
    })
}

function addSet(https: Command, context: () => Context): void {
  https
    .command('set')
    .description('off; lan: from an authority of its own, which each device is told to trust; acme: from a public one, for the domain')
    .addArgument(new Argument('<mode>').choices(['off', 'lan', 'acme']))
    .option('--redirect', 'send everybody who comes by HTTP to HTTPS')
    .option('--no-redirect', 'do not')
    .option('--email <address>', 'acme: where its authority may write to')
    .option('--directory <url>', "acme: of the authority; Let's Encrypt, when not given")
    .addOption(new Option('--challenge <kind>', 'acme: how the domain is proven').choices(['http-01', 'dns-01']))
    .addOption(new Option('--dns <provider>', 'acme: who answers for the domain (for dns-01)').choices(['cloudflare', 'porkbun', 'rfc2136', 'command']))
    .option('--token-file <file>', 'a file with the token of the DNS provider, - for standard input; porkbun: the key and the secret, a line each')
    .option('--server <host>', 'rfc2136: the name server')
    .option('--zone <zone>', 'rfc2136: the zone')
    .option('--key-name <name>', 'rfc2136: the name of the TSIG key')
    .addOption(new Option('--algorithm <name>', 'rfc2136: of the TSIG key').choices(['hmac-sha256', 'hmac-sha512']))
    .option('--program <path>', 'command: called as <path> add|remove <name> <value>')
    .addHelpText('after', example('https set lan', 'https set acme --dns porkbun --token-file porkbun.txt', 'https set off'))
    .action(async (mode: Mode, options: HttpsOptions) => {
      const { httpsBody } = await import('../httpsbody.ts')
      const here = context()
      const view = await here.client.send<HttpsView>('PUT', '/api/https', await httpsBody(here, mode, options))
      here.terminal.show(view, () => inWords(view))
    })
}

function inWords(view: HttpsView): string {
  const { mode, cause, certificates } = view
  if (mode === 'off') return 'HTTPS is off. Turn it on: berth https set lan, or berth https set acme'
  const rows = certificates.map(({ names, issuer, expires, renews, cause: why }) => [names.join(' '), issuer, within(expires), within(renews), why?.message ?? 'good'])
  const list = rows.length === 0 ? ['There is no certificate yet. See how it goes: berth https'] : [table(['FOR', 'FROM', 'GOOD FOR', 'RENEWED IN', 'STATE'], rows)]
  return [table(['HTTPS', ''], facts(view)), '', ...list, ...(cause ? [`\n${cause.message}\n  fix: ${cause.fix}`] : [])].join('\n')
}

function facts({ mode, redirect, port, url, email, directory, challenge, dns, authority }: HttpsView): readonly (readonly string[])[] {
  return [
    ['mode', mode === 'lan' ? 'lan: from its own authority, trusted device by device at /trust' : 'acme: from a public authority'],
    ['port', port === null ? 'not open yet' : String(port)],
    ['console', url ?? 'not by HTTPS yet'],
    ['from HTTP', redirect ? 'sent to HTTPS' : 'served as before'],
    ...(challenge ? [['challenge', dns ? `${challenge} by ${dns}` : challenge]] : []),
    ...(email ? [['email', email]] : []),
    ...(directory ? [['directory', directory]] : []),
    ...(authority
      ? [
          ['authority', `${authority.name}, good for ${within(authority.expires)}`],
          ['fingerprint', authority.fingerprint],
        ]
      : []),
  ]
}
