import { setTimeout as delay } from 'node:timers/promises'
import { until } from '../kit/until.ts'
import type { FeedMessage } from '../model/api.ts'
import { Problem } from '../model/problem.ts'
import type { Client } from './client.ts'

/** How long an engine that went away may take to come back, milliseconds: what it does outlives it. */
const patience = 60_000
/** Where there is no feed at all (a proxy that knows no WebSocket), this is how often it is looked, milliseconds. */
const lookEvery = 500

export interface Watched<T> {
  /** How it is now, by the API. */
  readonly now: () => Promise<T>
  /** What a message of the feed says of it; nothing where it is about something else. */
  readonly heard: (message: FeedMessage) => T | undefined
}

/** How something is now, then each change; goes on after a restart of the engine. */
export async function* changesOf<T>(client: Client, { now, heard }: Watched<T>): AsyncIterable<T> {
  yield await now()
  for (;;) {
    yield* changesOnFeed(client, { now, heard })
    await delay(lookEvery)
    const back = await until(() => now().catch(unlessDown), { deadline: patience, longest: 500 })
    yield back ?? (await now())
  }
}

/** Until the feed breaks. The first look is taken when the feed is open, so that no change is missed. */
async function* changesOnFeed<T>(client: Client, { now, heard }: Watched<T>): AsyncIterable<T> {
  for await (const message of feedUntilDown(client)) {
    const value = heard(message) ?? (message.type === 'snapshot' ? await now() : undefined)
    if (value !== undefined) yield value
  }
}

async function* feedUntilDown(client: Client): AsyncIterable<FeedMessage> {
  try {
    yield* client.feed()
  } catch (error) {
    unlessDown(error)
  }
}

function unlessDown(error: unknown): undefined {
  if (!(error instanceof Problem && error.code === 'engine-down')) throw error
}
