import { FitAddon } from '@xterm/addon-fit'
import { Terminal } from '@xterm/xterm'
import { quietly, quietSpans } from './quietly.ts'

/** Lines that can be scrolled back to. */
const scrollback = 5000

export interface ScreenWords {
  readonly label: string
  readonly onbytes: (bytes: Uint8Array<ArrayBuffer>) => void
  readonly onsize: (cols: number, rows: number) => void
  /** Control, Shift and Escape were pressed. */
  readonly onleave: () => void
}

/** A screen of a terminal in a box. Dark in both colour schemes: programs choose their colours for that. */
export class Screen {
  readonly #terminal: Terminal
  readonly #fit = new FitAddon()
  readonly #sizes: ResizeObserver

  constructor(box: HTMLElement, { label, onbytes, onsize, onleave }: ScreenWords) {
    const style = getComputedStyle(document.documentElement)
    const reduced = matchMedia('(prefers-reduced-motion: reduce)').matches
    this.#terminal = new Terminal({
      fontFamily: style.getPropertyValue('--font-mono') || 'monospace',
      fontSize: 13,
      cursorBlink: !reduced,
      scrollback,
      screenReaderMode: false,
      minimumContrastRatio: 4.5,
      theme: { background: '#08111a', foreground: '#e8eef2', cursor: '#7fcbe2', selectionBackground: '#2b5a70' },
    })
    this.#terminal.loadAddon(this.#fit)
    quietSpans()
    quietly(() => this.#terminal.open(box))
    this.#terminal.textarea?.setAttribute('aria-label', label)
    this.#fit.fit()
    const encoder = new TextEncoder()
    this.#terminal.onData((text) => onbytes(encoder.encode(text)))
    // Of mouse reports, one byte a sign.
    this.#terminal.onBinary((text) => onbytes(Uint8Array.from(text, (sign) => sign.charCodeAt(0))))
    this.#terminal.onResize(({ cols, rows }) => onsize(cols, rows))
    this.#terminal.attachCustomKeyEventHandler((event) => !isLeaving(event, onleave))
    this.#sizes = new ResizeObserver(() => this.#fit.fit())
    this.#sizes.observe(box)
  }

  get size(): { readonly cols: number; readonly rows: number } {
    return { cols: this.#terminal.cols, rows: this.#terminal.rows }
  }

  put(bytes: Uint8Array | string): void {
    this.#terminal.write(bytes)
  }

  focus(): void {
    this.#terminal.focus()
  }

  clear(): void {
    this.#terminal.reset()
  }

  close(): void {
    this.#sizes.disconnect()
    this.#terminal.dispose()
  }
}

/** Tab belongs to the program, so there is another way out. */
function isLeaving(event: KeyboardEvent, leave: () => void): boolean {
  const leaving = event.key === 'Escape' && event.ctrlKey && event.shiftKey
  if (leaving && event.type === 'keydown') leave()
  return leaving
}
