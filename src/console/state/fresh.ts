/** Between two looks at what the feed does not tell of, milliseconds. */
const pause = 5000

/** Loads now, and again and again while somebody looks at the page, so that it shows what others do. The returned function ends it. */
export function keepFresh(load: () => Promise<void>): () => void {
  let busy = false
  const look = async (): Promise<void> => {
    if (busy || document.visibilityState !== 'visible') return
    busy = true
    await load().finally(() => (busy = false))
  }
  const again = (): void => void look()
  const timer = setInterval(again, pause)
  document.addEventListener('visibilitychange', again)
  void load()
  return () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', again)
  }
}
