import { realpath } from 'node:fs/promises'
import type { Socket } from 'node:net'
import { join, sep } from 'node:path'
import type { Log } from '../../../kit/log.ts'
import { asProblem } from '../../../model/problem.ts'
import { faultOf, Hello, readChange } from './hello.ts'
import type { Push } from './push.ts'
import { question } from './question.ts'
import type { Quarantine } from '../../../git/quarantine.ts'
import type { Change, PushListener, Say } from './received.ts'
import type { Repository } from '../../../git/repository.ts'
import { sayingTo } from './saying.ts'

export interface Answering<Who> {
  readonly find: (id: string) => Push<Who> | undefined
  readonly listener: PushListener<Who>
  readonly mostRefs: number
  readonly log: Log
}

interface Asked<Who> {
  readonly hello: Hello
  readonly push: Push<Who>
  readonly changes: readonly Change[]
}

/** Hears one hook out, asks the listener, and tells the hook how to end. Never throws. */
export async function answerHook<Who>(socket: Socket, answering: Answering<Who>): Promise<void> {
  const gone = new AbortController()
  socket.on('error', () => undefined).once('close', () => gone.abort(new Error('nobody follows this push any more')))
  const say = sayingTo(socket)
  try {
    const asked = await hear(socket, answering)
    asked?.push.signal.addEventListener('abort', () => socket.destroy(), { once: true })
    const taken = asked === undefined ? false : await decide(asked, answering, say, AbortSignal.any([gone.signal, asked.push.signal]))
    socket.end(`=${taken ? 0 : 1}\n`)
  } catch (error) {
    if (!gone.signal.aborted) answering.log.warn({ error: String(error) }, 'a push could not be answered')
    const { message, fix } = asProblem(error)
    say(`${message} ${fix}`)
    socket.end('=1\n')
  }
}

/** What a hook asks; nothing where it is of no push of ours. */
async function hear<Who>(socket: Socket, { find, mostRefs }: Answering<Who>): Promise<Asked<Who> | undefined> {
  const [first = '', ...rest] = await question(socket, mostRefs)
  const hello = Hello.parse(JSON.parse(first))
  const push = find(hello.id)
  if (!push || push.asked.has(hello.hook)) return undefined
  push.asked.add(hello.hook)
  return { hello, push, changes: rest.map(readChange) }
}

async function decide<Who>({ hello, push, changes }: Asked<Who>, { listener, mostRefs }: Answering<Who>, say: Say, signal: AbortSignal): Promise<boolean> {
  const { project, who, repository } = push
  if (hello.hook === 'post-receive') {
    await listener.after({ project, who, changes }, say, signal)
    return true
  }
  const fault = faultOf(changes, mostRefs)
  if (fault === undefined) return await listener.before({ project, who, changes, quarantine: await quarantineOf(repository, hello.objects) }, say, signal)
  say(fault)
  return false
}

/** Where git finds what was sent and what was there before; it lies inside the repository, or it is not git's. */
async function quarantineOf(repository: Repository, objects: string | null): Promise<Quarantine | null> {
  if (objects === null) return null
  const [all, sent] = await Promise.all([realpath(join(repository.path, 'objects')), realpath(objects)])
  if (!sent.startsWith(all + sep)) throw new TypeError('the objects of a push lie elsewhere')
  return new Map([
    ['GIT_OBJECT_DIRECTORY', sent],
    ['GIT_ALTERNATE_OBJECT_DIRECTORIES', all],
  ])
}
