/**
 * The console's policy allows no inline styles, and xterm draws with `<style>` elements and `style` attributes. What they
 * mean can be had without them: a sheet of rules that is adopted, and an element's own `style`. Nothing of this loosens
 * the policy: text that gets into the page by another way is refused as before.
 */

/** In the place of a `<style>`: its text becomes a sheet of the document's. */
function sheetElement(element: HTMLElement): HTMLElement {
  const sheet = new CSSStyleSheet()
  Object.defineProperty(element, 'textContent', { set: (text: string) => sheet.replaceSync(text) })
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
  element.remove = () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== sheet)
    Element.prototype.remove.call(element)
  }
  return element
}

/** The `<style>` elements that are made meanwhile are sheets. */
export function quietly(make: () => void): void {
  const create = Document.prototype.createElement
  document.createElement = (name: string) => (name === 'style' ? sheetElement(create.call(document, 'template')) : create.call(document, name))
  try {
    make()
  } finally {
    Reflect.deleteProperty(document, 'createElement')
  }
}

/** From now on a span's `style` attribute is set as what it means. */
export function quietSpans(): void {
  HTMLSpanElement.prototype.setAttribute = function (name: string, value: string): void {
    if (name === 'style') this.style.cssText = value
    else Element.prototype.setAttribute.call(this, name, value)
  }
}
