import { isElsewhere } from './places.ts'

/** Where we are, by the History API. Links stay plain links; a click on one of ours is taken over. */
class Router {
  path = $state(location.pathname)
  query = $state(location.search)
  /** Counts the moves, so that a fresh screen knows to take the focus. */
  moves = $state(0)

  go(to: string, how: 'push' | 'replace' = 'push'): void {
    if (to === location.pathname + location.search + location.hash) return
    history[how === 'push' ? 'pushState' : 'replaceState'](null, '', to)
    this.#look()
    if (how === 'push') scrollTo(0, 0)
  }

  /** Listens to clicks and to back and forward until the returned function is called. */
  listen(): () => void {
    const look = (): void => this.#look()
    const click = (event: MouseEvent): void => this.#click(event)
    addEventListener('popstate', look)
    document.addEventListener('click', click)
    return () => {
      removeEventListener('popstate', look)
      document.removeEventListener('click', click)
    }
  }

  #look(): void {
    this.path = location.pathname
    this.query = location.search
    this.moves += 1
  }

  #click(event: MouseEvent): void {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    const link = event.target instanceof Element ? event.target.closest('a') : null
    if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin || isElsewhere(link.pathname)) return
    if (link.hash && link.pathname === location.pathname) return
    event.preventDefault()
    this.go(link.pathname + link.search + link.hash)
  }
}

export const router = new Router()
