/** The cookie of an app session, host-only on the app's own origin. Cookies ignore ports, so it names the instance. */
export function appCookie(instance: string): string {
  return `berth-app-${instance}`
}
