/** The console's address at this port, without a slash at the end. */
export function addressAt(domain: string, port: number | null): string {
  return `http://berth.${domain}${port === null || port === 80 ? '' : `:${port}`}`
}
