import uPlot from 'uplot'
import { time } from '../messages/format.ts'
import type { Series } from './series.ts'

export interface Line {
  readonly name: string
  /** One of the console's colours. */
  readonly ink: 'sea' | 'kelp' | 'lamp' | 'buoy'
  readonly dashed?: boolean
  readonly area?: boolean
}

export interface Look {
  readonly lines: readonly Line[]
  readonly shown: (value: number) => string
}

const height = 150

function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim()
}

function optionsOf({ lines, shown }: Look, width: number): uPlot.Options {
  const font = `12px ${getComputedStyle(document.body).fontFamily}`
  const grid = { stroke: colour('line'), width: 1 }
  const axis = { stroke: colour('soft'), font, grid, ticks: { show: false } }
  return {
    width,
    height,
    padding: [8, 12, 0, 0],
    legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 7 } },
    scales: { y: { range: (_, __, most) => [0, Math.max(most, 1) * 1.1] } },
    axes: [
      { ...axis, space: 70, size: 28, values: (_, marks) => marks.map((mark) => time(new Date(mark * 1000).toISOString()).slice(0, 5)) },
      { ...axis, space: 34, size: 74, values: (_, marks) => marks.map(shown) },
    ],
    series: [
      {},
      ...lines.map(({ name, ink, dashed, area }) => ({
        label: name,
        stroke: colour(ink),
        width: 2,
        ...(dashed && { dash: [6, 4] }),
        ...(area && { fill: `${colour(ink)}22` }),
        points: { show: false },
      })),
    ],
  }
}

function dataOf({ at, lines }: Series): uPlot.AlignedData {
  return [[...at], ...lines.map((line) => [...line])]
}

/** One drawing of a chart in a box. Drawn anew with the box's width and with the colours of the machine. */
export class Plot {
  readonly #box: HTMLElement
  readonly #look: Look
  readonly #hear: (index: number | null) => void
  #plot: uPlot
  #series: Series

  /** `hear`: the mark that is pointed at, or null. */
  constructor(box: HTMLElement, look: Look, series: Series, hear: (index: number | null) => void) {
    this.#box = box
    this.#look = look
    this.#hear = hear
    this.#series = series
    this.#plot = this.#draw()
  }

  put(series: Series): void {
    this.#series = series
    this.#plot.setData(dataOf(series))
  }

  /** The returned function ends it. */
  live(): () => void {
    const widths = new ResizeObserver(() => this.#plot.setSize({ width: this.#box.clientWidth, height }))
    widths.observe(this.#box)
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    const again = (): void => {
      this.#plot.destroy()
      this.#plot = this.#draw()
    }
    scheme.addEventListener('change', again)
    return () => {
      widths.disconnect()
      scheme.removeEventListener('change', again)
      this.#plot.destroy()
    }
  }

  #draw(): uPlot {
    const options = optionsOf(this.#look, this.#box.clientWidth)
    return new uPlot({ ...options, hooks: { setCursor: [({ cursor }) => this.#hear(cursor.idx ?? null)] } }, dataOf(this.#series), this.#box)
  }
}
