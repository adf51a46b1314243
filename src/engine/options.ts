import type { Docker } from '../docker/docker.ts'
import type { Log } from '../kit/log.ts'
import type { Scrubber } from '../kit/scrubber.ts'
import type { Settings } from './settings.ts'

export interface EngineOptions {
  readonly data: string
  readonly settings: Settings
  readonly log: Log
  /** Through which the log is written: it learns what no log may say. */
  readonly scrubber: Scrubber
  readonly version: string
  /** The starter catalogue that comes with Berth. */
  readonly starter: string
  /** The built console's folder. */
  readonly console: string
  /** The gateway's main file. */
  readonly gatewayMain: string
  /** The main file of git's hooks. */
  readonly hookMain: string
  /** Somebody asked for the end; whether the apps are to be stopped too. */
  readonly onShutDown: (apps: boolean) => void
  /** Another way to Docker, for benches and tests of scale. */
  readonly docker?: Docker
}
