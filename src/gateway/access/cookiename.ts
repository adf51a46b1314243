/**
 * The cookie of an app session, host-only on the app's own origin. Cookies ignore ports, so it names the instance;
 * by HTTPS the browser itself keeps it to this host (`__Host-`).
 */
export function appCookie(instance: string, secure: boolean): string {
  return `${secure ? '__Host-' : ''}berth-app-${instance}`
}
