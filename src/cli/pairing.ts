import { Loop } from '../kit/loop.ts'
import type { DeviceView, PairingBody, PairingView } from '../model/device.ts'
import type { Context } from './context.ts'
import { qr } from './shown.ts'
import { within } from './terminal.ts'

/** Between two looks whether a device came in, milliseconds: somebody stands before it. */
const lookEvery = 700

/** Shows a pairing code and, unless `waits` is false, every device that comes in until the code ends. Ctrl-C ends it at once. */
export async function pair(context: Context, body: PairingBody, waits: boolean): Promise<void> {
  if (waits && !context.terminal.json) await pairAndWait(context, body)
  else await makeCode(context, body)
}

async function pairAndWait(context: Context, body: PairingBody): Promise<void> {
  const left = Promise.withResolvers<'left'>()
  const leave = (): void => left.resolve('left')
  process.once('SIGINT', leave)
  try {
    const before = await context.client.get<DeviceView[]>('/api/devices')
    const made = await makeCode(context, body)
    await untilEnded(context, made, new Set(before.map(({ id }) => id)), left.promise)
  } finally {
    process.off('SIGINT', leave)
  }
}

async function makeCode({ client, terminal }: Context, body: PairingBody): Promise<PairingView> {
  const made = await client.send<PairingView>('POST', '/api/devices/code', body)
  const whom = made.many ? 'Any number of devices come' : 'One device comes'
  if (!terminal.json) terminal.say(`${whom} in with this code at ${made.url.split('#')[0] ?? ''}, or by scanning it, within ${within(made.expires)}:\n\n${await qr(made.url)}\n`)
  terminal.show(made, () => made.code)
  return made
}

/** Ends the code that is good now, if there is one. */
export async function endPairing({ client, terminal }: Context): Promise<void> {
  const answer = await client.send('DELETE', '/api/devices/code')
  terminal.show(answer, () => 'No code is good now.')
}

async function untilEnded({ client, terminal }: Context, { code }: PairingView, known: Set<string>, left: Promise<'left'>): Promise<void> {
  const ended = Promise.withResolvers<'ended'>()
  let gone = false
  const turn = async (): Promise<void> => {
    const now = await client.get<PairingView | null>('/api/devices/code')
    for (const { id, name, agent } of await client.get<DeviceView[]>('/api/devices')) {
      if (!known.has(id)) terminal.say(`${name} is in (${agent}).`)
      known.add(id)
    }
    // A code is used up just before its device is written down: whoever came last is seen at the next look.
    if (gone) ended.resolve('ended')
    gone = now?.code !== code
  }
  await using _loop = new Loop({ every: lookEvery, turn, onError: ended.reject })
  if ((await Promise.race([ended.promise, left])) === 'left') await client.send('DELETE', '/api/devices/code')
  terminal.say('The code is good no longer.')
}
