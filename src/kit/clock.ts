/**
 * Two kinds of time. `steady` (milliseconds since some start) measures; `date` is for people and rows.
 * Clocks of small machines are wrong until the network says otherwise, so nothing that waits uses a date.
 */
export interface Clock {
  steady(): number
  date(): Date
}

export const systemClock: Clock = {
  steady: () => performance.now(),
  date: () => new Date(),
}
