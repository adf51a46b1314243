/** Sets and takes away TXT records; each provider in its own way. Names are whole, without a dot at the end. */
export interface DnsRecords {
  /** Another record of the same name stays: a wildcard and its domain need one each at the same time. */
  add(name: string, value: string, signal: AbortSignal): Promise<void>
  /** Only the record of this name with this value; one that is not there is no error. */
  remove(name: string, value: string, signal: AbortSignal): Promise<void>
  /** Where to ask first for the name servers of a zone, `address:port`; the machine's own resolvers when not given. */
  resolvers?(): Promise<readonly string[]>
}
