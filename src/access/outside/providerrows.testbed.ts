import type { Adapter, AdapterFactory, AdapterPayload } from 'oidc-provider'

/** For tests: what a provider keeps, in memory; nothing expires within a test. */
export function rowsInMemory(): AdapterFactory {
  const models = new Map<string, Map<string, AdapterPayload>>()
  return (model) => {
    const rows = models.get(model) ?? new Map<string, AdapterPayload>()
    models.set(model, rows)
    return adapterOver(rows, models)
  }
}

function adapterOver(rows: Map<string, AdapterPayload>, models: ReadonlyMap<string, Map<string, AdapterPayload>>): Adapter {
  return {
    upsert: async (id, payload) => void rows.set(id, payload),
    find: async (id) => rows.get(id),
    findByUserCode: async () => undefined,
    findByUid: async (uid) => rows.values().find((row) => row.uid === uid),
    consume: async (id) => void rows.set(id, { ...rows.get(id), consumed: true }),
    destroy: async (id) => void rows.delete(id),
    revokeByGrantId: async (grant) => {
      for (const all of models.values()) removeWhere(all, (row) => row.grantId === grant)
    },
  }
}

function removeWhere(rows: Map<string, AdapterPayload>, gone: (row: AdapterPayload) => boolean): void {
  for (const [id, row] of rows) if (gone(row)) rows.delete(id)
}
