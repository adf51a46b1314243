import { AsyncLocalStorage } from 'node:async_hooks'

/** What is called from within a transaction's work, however deep, finds that transaction here. */
const current = new AsyncLocalStorage<{ open: boolean }>()

/** Runs a transaction's work so that `assertOutside` knows of it until it is over. */
export async function inside<T>(work: () => Promise<T>): Promise<T> {
  const transaction = { open: true }
  try {
    return await current.run(transaction, work)
  } finally {
    transaction.open = false
  }
}

/** Work that asked the database itself while its own transaction holds the only connection would wait for itself for ever. */
export function assertOutside(): void {
  if (current.getStore()?.open) throw new TypeError('inside a transaction: use the rows it hands out, not the database')
}
