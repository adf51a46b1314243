import { randomInt } from 'node:crypto'
import type { LocalDb } from '../localdb/localdb.ts'
import { EngineId } from '../model/names.ts'

const letters = 'abcdefghijklmnopqrstuvwxyz'
const signs = letters + '0123456789'

/** This engine's id: made at the first boot, kept for ever. */
export async function engineId(db: LocalDb): Promise<EngineId> {
  const kept = await db.meta.get('engine')
  if (kept) return EngineId.parse(kept)
  const pick = (from: string): string => from[randomInt(from.length)] ?? 'x'
  const made = EngineId.parse(pick(letters) + Array.from({ length: 7 }, () => pick(signs)).join(''))
  await db.meta.set('engine', made)
  return made
}
