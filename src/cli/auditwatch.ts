import { Loop } from '../kit/loop.ts'
import type { AuditLine } from '../model/api.ts'
import type { Context } from './context.ts'
import { styled } from './terminal.ts'

/** Between two looks at what was done, milliseconds. */
const lookEvery = 1000
/** Lines that are shown of what was done before. */
const shownBefore = '20'
/** As many as the API gives at once. */
const most = '500'

/** Shows what is done as it is done. Never ends by itself: whoever follows, leaves. */
export async function watchAudit(context: Context, query: URLSearchParams): Promise<never> {
  let last = -1
  const turn = async (): Promise<void> => {
    query.set('limit', last < 0 ? (query.get('limit') ?? shownBefore) : most)
    const lines = await context.client.get<AuditLine[]>(`/api/audit?${query.toString()}`)
    const fresh = lines.filter(({ id }) => id > last).toReversed()
    for (const line of fresh) context.terminal.show(line, () => inWords(line))
    last = Math.max(last, 0, fresh.at(-1)?.id ?? 0)
  }
  const broken = Promise.withResolvers<never>()
  await using _loop = new Loop({ every: lookEvery, turn, onError: broken.reject })
  return await broken.promise
}

function inWords({ at, who, action, object, from, result }: AuditLine): string {
  return `${styled('dim', at.slice(0, 19))} ${who}: ${action} ${object} ${styled('dim', `from ${from}`)} ${result === 'ok' ? result : styled('yellow', result)}`
}
