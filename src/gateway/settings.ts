/** Limits of the gateway. Times are milliseconds, sizes bytes. */
export interface GatewaySettings {
  /** Connections at one port; more are closed at once. */
  readonly connections: number
  /** Connections from one address (loopback excepted), so that one visitor cannot use up a port. */
  readonly connectionsPerAddress: number
  /** From the first byte of a request, or the opening of a connection, to the end of its header. */
  readonly headerTime: number
  readonly headerSize: number
  readonly headerLines: number
  /** Requests at once on one connection by HTTP/2. */
  readonly streams: number
  /** How long a connection may stay open without a request. */
  readonly keepAlive: number
  /** Visitors parked for one instance. */
  readonly parked: number
  readonly parkTime: number
  /** After a waiting page was given out: how long its visitor counts as waiting until the page calls back. */
  readonly pageGrace: number
  /** Time for the TCP handshake with an app. */
  readonly connectTime: number
  /** The least time between two reports about one instance that are not urgent. */
  readonly reportEvery: number
  /** How long a sign-in at an app's own address lasts, in seconds. */
  readonly sessionSeconds: number
}

export const defaultSettings: GatewaySettings = {
  connections: 8192,
  connectionsPerAddress: 1024,
  headerTime: 10_000,
  headerSize: 32 * 1024,
  headerLines: 200,
  streams: 100,
  keepAlive: 75_000,
  parked: 256,
  parkTime: 60_000,
  pageGrace: 15_000,
  connectTime: 5_000,
  reportEvery: 1_000,
  sessionSeconds: 12 * 3600,
}
