/** A form that stands in the place of the button which opens it. Whoever closes it is at that button again, not at the top of the page. */
export class InPlace {
  isOpen = $state(false)
  #wasOpen = false

  open(): void {
    this.isOpen = true
  }

  close(): void {
    this.isOpen = false
    this.#wasOpen = true
  }

  /** To be attached to the button. */
  readonly back = (button: HTMLElement): void => {
    if (this.#wasOpen) button.focus()
  }
}

/** To be attached to a form that somebody asked for: they type on at once. */
export function intoFirst(form: HTMLElement): void {
  form.querySelector<HTMLElement>('input:not([type=radio]), select, textarea')?.focus()
}
