import { createSubscriber } from 'svelte/reactivity'

/** Between two looks at the clock, milliseconds. */
const beat = 1000

const subscribe = createSubscriber((update) => {
  const timer = setInterval(update, beat)
  return () => clearInterval(timer)
})

/** The time, epoch milliseconds; whatever shows it is drawn again as it passes. */
export function now(): number {
  subscribe()
  return Date.now()
}
