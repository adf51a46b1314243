import { connect } from 'node:net'
import { basename } from 'node:path'

/**
 * What git runs before and after it takes a push: asks the engine, passes on what it says, ends as it is told. It is started
 * twice in every push, so it loads nothing but what is above. To the engine: a line of JSON, git's own lines of refs, an
 * empty line. From it: lines after a space are said, `=0` or `=1` is the end.
 */
const hook = basename(process.argv[1] ?? '')
const { BERTH_PUSH_SOCKET: path = '', BERTH_PUSH_ID: id = '', GIT_OBJECT_DIRECTORY: objects = null, GIT_QUARANTINE_PATH: quarantine = null } = process.env

const away = {
  'pre-receive': 'Berth is being restarted just now, so nothing was taken. Push again in a moment.',
  'post-receive': 'Berth is being restarted just now: the push is taken, and goes on when it is back.',
}

function leave(code: number): void {
  process.stderr.write('', () => process.exit(code))
}

const socket = connect({ path })
socket.setEncoding('utf8')
socket.write(`${JSON.stringify({ id, hook, objects: quarantine === null ? null : objects })}\n`)
process.stdin.on('data', (part: Buffer) => {
  if (!socket.write(part)) process.stdin.pause()
})
socket.on('drain', () => process.stdin.resume())
process.stdin.on('end', () => socket.write('\n'))

let rest = ''
let ended = false
socket.on('data', (text: string) => {
  const lines = (rest + text).split('\n')
  rest = lines.pop() ?? ''
  const said = lines.filter((line) => line.startsWith(' ')).map((line) => `${line.slice(1)}\n`)
  // git reads this at the speed of the pusher's connection
  if (said.length > 0 && !process.stderr.write(said.join(''))) {
    socket.pause()
    process.stderr.once('drain', () => socket.resume())
  }
  const end = lines.find((line) => line.startsWith('='))
  if (end === undefined) return
  ended = true
  leave(end === '=0' ? 0 : 1)
})
socket.on('error', () => undefined)
socket.on('close', () => {
  if (ended) return
  process.stderr.write(`${hook === 'pre-receive' ? away['pre-receive'] : away['post-receive']}\n`)
  leave(hook === 'pre-receive' ? 1 : 0)
})
