/** The code behind `#`, which is never sent to any server; it does not stay in the address either. */
export function takeCode(): string {
  const found = new URLSearchParams(location.hash.slice(1)).get('code') ?? ''
  if (found) history.replaceState(null, '', location.pathname + location.search)
  return found
}
