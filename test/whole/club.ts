import { createHash } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Policy } from '../../src/model/policy.ts'
import type { Berth } from './berth.ts'

/** RFC 7636, appendix B: a verifier and the challenge that belongs to it. A real app makes a new one each time. */
const verifier = 'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk'
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'

const meta = {
  v: '1.3',
  app_version: '1.0.0',
  name: 'club',
  pretty_name: 'The club',
  icon: 'icon.svg',
  entrypoints: [{ container_name: 'club', container_port: 8080, entrypoint_port: 'http' }],
  paths: { '': { access: 'private' } },
  lifecycle: { always_on: true },
  oidc: { redirect_uris: ['/cgi-bin/callback'] },
  'x-berth': { build_files: { busybox: 'busybox-static' } },
}

const text = "printf 'Content-Type: text/plain\\r\\n\\r\\n'"
const redeem = 'wget -q -O - --post-data "client_id=$CLIENT_ID&client_secret=$CLIENT_SECRET&$1" "$ISSUER/token" 2>&1'

/** An app that signs its visitors in with a shell, a \`wget\` and the protocol as it is written. */
const programs: Readonly<Record<string, string>> = {
  login: `printf 'Status: 302 Found\\r\\nLocation: %s\\r\\n\\r\\n' "$ISSUER/auth?response_type=code&client_id=$CLIENT_ID&redirect_uri=$HOME_URL/cgi-bin/callback&scope=openid%20profile%20groups&state=harbour&code_challenge=${challenge}&code_challenge_method=S256"`,
  callback: `${text}
redeem() { ${redeem}; }
code=$(echo "$QUERY_STRING" | sed -n 's/.*code=\\([^&]*\\).*/\\1/p')
[ -n "$code" ] || { echo "refused: $QUERY_STRING"; exit 0; }
answer=$(redeem "grant_type=authorization_code&code=$code&redirect_uri=$HOME_URL/cgi-bin/callback&code_verifier=${verifier}")
echo "$answer" | sed -n 's/.*"refresh_token":"\\([^"]*\\)".*/\\1/p' > /data/refresh
token=$(echo "$answer" | sed -n 's/.*"access_token":"\\([^"]*\\)".*/\\1/p')
[ -n "$token" ] || { echo "no token: $answer"; exit 0; }
wget -q -O - --header "Authorization: Bearer $token" "$ISSUER/me" 2>&1`,
  refresh: `${text}
redeem() { ${redeem}; }
redeem "grant_type=refresh_token&refresh_token=$(cat /data/refresh)" | sed 's/:"[^"]*"/:"…"/g'`,
  logout: `printf 'Status: 302 Found\\r\\nLocation: %s\\r\\n\\r\\n' "$ISSUER/session/end?client_id=$CLIENT_ID&post_logout_redirect_uri=$HOME_URL/"`,
  issuer: `${text}
wget -q -O - "$ISSUER/.well-known/openid-configuration" 2>&1`,
  told: `${text}
echo "$ISSUER"; cat "$CA_FILE" 2>/dev/null`,
  key: `${text}
printf %s "$PUBLIC_KEY"`,
  identity: `${text}
printf %s "$HTTP_X_BERTH_IDENTITY"`,
}

/** An image that is here already is not built again, so other programs are another image. */
const version = createHash('sha256').update(JSON.stringify(programs)).digest('hex').slice(0, 12)

const template = `services:
  club:
    image: berth-test/club:${version}
    build: .
    container_name: club
    stop_grace_period: 1s
    command: ["/bin/busybox", "httpd", "-f", "-p", "8080", "-h", "/www"]
    volumes: ["{{ fs.app_data }}/data:/data"]
    environment:
      ISSUER: "{{ oidc.issuer }}"
      CLIENT_ID: "{{ oidc.client_id }}"
      CLIENT_SECRET: "{{ oidc.client_secret }}"
      CA_FILE: "{{ oidc.ca_file }}"
      HOME_URL: "{{ berth.url }}"
      PUBLIC_KEY: {{ portal.public_key_pem | tojson }}
`

const files: Readonly<Record<string, string>> = {
  'app_meta.json': JSON.stringify(meta),
  'docker-compose.yml.template': template,
  Dockerfile: 'FROM scratch\nCOPY --chmod=755 busybox /bin/busybox\nRUN ["/bin/busybox", "--install", "-s", "/bin"]\nCOPY --chmod=755 www /www\n',
  'icon.svg': '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
  'www/index.html': '<!doctype html><title>The club</title><p><a href="/cgi-bin/login">Sign in</a></p>\n',
  ...Object.fromEntries(Object.entries(programs).map(([name, program]) => [`www/cgi-bin/${name}`, `#!/bin/sh\n${program}\n`])),
}

export const password = 'three small boats'

/** Ada owns the machine. */
export async function claimed(berth: Berth): Promise<void> {
  const { code } = await berth.json<{ code: string }>('/api/local/urls')
  await berth.json('/api/claim', { method: 'POST', body: { code, name: 'Ada', password } })
}

/** Private, unless said otherwise; it runs all the time. */
export async function installClub(berth: Berth, policy: Policy = { access: 'private', paths: {} }): Promise<void> {
  const folder = join(berth.data, 'clubs')
  await writeClub(folder)
  await berth.json('/api/stores', { method: 'POST', body: { name: 'clubs', source: { kind: 'folder', folder } } })
  await berth.json('/api/instances', { method: 'POST', body: { door: 'store', store: 'clubs', app: 'club', policy } })
  await berth.becomes('club', 'running', 60)
}

/** Writes a catalogue of one app, which signs people in. */
async function writeClub(folder: string): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, 'club', name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, content)
  }
}
