import type { Figure } from '../../model/figures.ts'

/** One chart: `at` in epoch seconds, and a row of numbers per line; null where nothing was running or is known. */
export interface Series {
  readonly at: readonly number[]
  readonly lines: readonly (readonly (number | null)[])[]
}

/** Marks further apart than this, seconds, have a gap between them. */
const gap = 12 * 60

/** Draws no line over a time of which nothing is known. */
function withGaps(day: readonly Figure[]): readonly (Figure | number)[] {
  return day.flatMap((figure, index) => {
    const before = day[index - 1]
    const from = before ? Date.parse(before.at) / 1000 : Infinity
    return Date.parse(figure.at) / 1000 - from > gap ? [from + 1, figure] : [figure]
  })
}

export function seriesOf(day: readonly Figure[], ...lines: readonly ((figure: Figure, index: number) => number)[]): Series {
  const marks = withGaps(day)
  const at = marks.map((mark) => (typeof mark === 'number' ? mark : Date.parse(mark.at) / 1000))
  return { at, lines: lines.map((line) => marks.map((mark) => (typeof mark === 'number' ? null : line(mark, day.indexOf(mark))))) }
}

/** What was received or sent between each mark and the one before; counters begin anew with the containers. */
export function differences(day: readonly Figure[], of: 'received' | 'sent'): readonly number[] {
  return day.map((figure, index) => {
    const before = day[index - 1]
    if (!before) return 0
    return figure[of] >= before[of] ? figure[of] - before[of] : figure[of]
  })
}

export interface HourRow {
  /** When the hour began. */
  readonly from: string
  readonly cpu: number
  readonly cpuMost: number
  readonly memory: number
  readonly memoryMost: number
  readonly received: number
  readonly sent: number
}

const hour = 3_600_000

/** The day in hours, the latest first: for those who would rather read than look. */
export function hoursOf(day: readonly Figure[]): readonly HourRow[] {
  const received = differences(day, 'received')
  const sent = differences(day, 'sent')
  const rows = new Map<number, number[]>()
  day.forEach(({ at }, index) => {
    // A mark belongs to the time before it.
    const begin = Math.floor((Date.parse(at) - 1) / hour) * hour
    rows.set(begin, [...(rows.get(begin) ?? []), index])
  })
  return [...rows].toReversed().map(([begin, marks]) => {
    const cpu = marks.map((mark) => day[mark]?.cpu ?? 0)
    const memory = marks.map((mark) => day[mark]?.memory ?? 0)
    const total = (counts: readonly number[]): number => sum(marks.map((mark) => counts[mark] ?? 0))
    return {
      from: new Date(begin).toISOString(),
      cpu: average(cpu),
      cpuMost: Math.max(...cpu),
      memory: average(memory),
      memoryMost: Math.max(...memory),
      received: total(received),
      sent: total(sent),
    }
  })
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}

export function average(numbers: readonly number[]): number {
  return numbers.length === 0 ? 0 : sum(numbers) / numbers.length
}
