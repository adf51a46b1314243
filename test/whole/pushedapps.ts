/** What developers push in the tests: files by their path. The images they start from are made by `test/debian/base.ts`. */

/** A program without libraries; what it answers tells which release it is and what it was given. */
const server = `
const http = require('node:http')
const { execFileSync } = require('node:child_process')
const port = Number(process.env.PORT)
const sql = (text) => execFileSync('psql', ['-AtqX', '-c', text, process.env.DATABASE_URL], { encoding: 'utf8' }).trim()
http.createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://app')
  const wait = Number(searchParams.get('wait') ?? 0)
  if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
  if (pathname === '/env') return response.end(JSON.stringify(process.env))
  if (pathname === '/count') return response.end(sql('insert into visits default values returning n'))
  response.end(require('./words.js') + ' ' + (process.env.GREETING ?? ''))
}).listen(port, process.env.LISTEN ?? '0.0.0.0', () => console.log('listening on', port))
process.on('SIGTERM', () => process.exit(0))
`

const dockerfile = `FROM berth-test/node:1
WORKDIR /app
COPY . .
EXPOSE 3000
USER 1000
CMD ["node", "server.js"]
`

/** A Node app with a Dockerfile. */
export function nodeApp(words: string, settings = ''): Record<string, string> {
  return { Dockerfile: dockerfile, 'server.js': server, 'words.js': `module.exports = ${JSON.stringify(words)}\n`, 'berth.yaml': `access: public\n${settings}` }
}

/** A compose file with a database beside what is built. */
export function composeApp(words: string): Record<string, string> {
  const compose = `services:
  web:
    build: .
    ports: ["3000:3000"]
    environment:
      DATABASE_URL: postgres://app:secret@db:5432/app
      MOTTO_FILE: /etc/motto
    volumes: ["./motto.txt:/etc/motto:ro"]
    depends_on: { migrate: { condition: service_completed_successfully } }
  migrate:
    build: .
    command: ["psql", "-c", "create table if not exists visits (n serial)", "postgres://app:secret@db:5432/app"]
    depends_on: { db: { condition: service_healthy } }
  db:
    image: berth-test/postgres:1
    environment: { POSTGRES_USER: app, POSTGRES_DB: app, POSTGRES_PASSWORD: secret, PGDATA: /data/pg }
    volumes: ["data:/data"]
    healthcheck: { test: ["CMD", "pg_isready", "-q", "-h", "127.0.0.1", "-U", "app"], interval: 1s, retries: 60 }
volumes:
  data: {}
`
  return { ...nodeApp(words), 'compose.yaml': compose, 'motto.txt': 'Nothing is a toy' }
}
