/** Does the work for each, so many at once, and answers in the same order. Ends with the first that throws. */
export async function inTurns<T, U>(all: readonly T[], atOnce: number, work: (one: T) => Promise<U>): Promise<readonly U[]> {
  const done: U[] = []
  for (let at = 0; at < all.length; at += atOnce) done.push(...(await Promise.all(all.slice(at, at + atOnce).map(work))))
  return done
}
