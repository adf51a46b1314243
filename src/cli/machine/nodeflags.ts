import { endingFlags } from '../../kit/endingflags.ts'

/**
 * How Node runs the engine. The young generation may take 3 MB instead of 48: an engine has little garbage
 * and should be small (20 MB less resident were seen). Code that is not used for a while is dropped and made again
 * when it is: 5 MB less, and nobody waits for the control plane by the microsecond.
 */
export const engineFlags: readonly string[] = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=1', '--optimize-for-size', ...endingFlags]
