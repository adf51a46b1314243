import { shop } from './shop.ts'

/** Between two looks while a catalogue is being read, milliseconds: there is no news of them in the feed. */
const pause = 1500

/** Asks how the catalogues are, and again while one is being read; `onread` hears when one is done. The returned function ends it. */
export function watchStores(onread: () => void): () => void {
  const look = async (): Promise<void> => {
    const before = readingNow()
    await shop.stores.load()
    const after = readingNow()
    if ([...before].some((name) => !after.has(name))) onread()
  }
  void look()
  const timer = setInterval(() => {
    if (readingNow().size > 0 && document.visibilityState === 'visible') void look()
  }, pause)
  return () => clearInterval(timer)
}

function readingNow(): ReadonlySet<string> {
  return new Set((shop.stores.value ?? []).filter(({ refreshing }) => refreshing).map(({ name }) => name))
}
