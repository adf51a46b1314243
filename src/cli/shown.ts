import type { Context } from './context.ts'

/** What is to be opened elsewhere, as a picture for a phone. */
export async function qr(text: string): Promise<string> {
  const { renderUnicodeCompact } = await import('uqr')
  return renderUnicodeCompact(text, { border: 2 })
}

/** Shows a link that is told this once: for people with a sentence and a QR code, and alone on standard output. */
export async function showLink({ terminal }: Pick<Context, 'terminal'>, made: { readonly url: string }, sentence: string): Promise<void> {
  if (!terminal.json) terminal.say(`${sentence}\n\n${await qr(made.url)}\n`)
  terminal.show(made, () => made.url)
}
