/** The console's address at this port, without a slash at the end. */
export function addressAt(domain: string, port: number | null): string {
  return originOf('http', `berth.${domain}`, port)
}

/** An address without a slash at the end; the port only where it is not the usual one. */
export function originOf(scheme: 'http' | 'https', host: string, port: number | null): string {
  const usual = scheme === 'http' ? 80 : 443
  return `${scheme}://${host}${port === null || port === usual ? '' : `:${port}`}`
}
