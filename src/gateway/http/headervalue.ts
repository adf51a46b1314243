/**
 * A text as a header's value may hold it: Latin-1 without control characters, so that it ends nothing and
 * begins nothing. What is beyond Latin-1 is percent-encoded UTF-8.
 */
export function headerValue(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[\0-\x1f\x7f-\x9f]/g, '')
    .replaceAll(/[^\0-\xff]/gu, encodeURIComponent)
}
