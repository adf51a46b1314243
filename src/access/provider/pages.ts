/** A page for what went wrong between an app and the sign-in, in plain words. No style and no script of its own. */
export function errorPage(sentence: string): string {
  const text = escape(sentence)
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>The sign-in did not work</title></head><body><h1>The sign-in did not work</h1><p>${text}</p><p>Go back to the app and try again, or to <a href="/">the console</a>.</p></body></html>`
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
