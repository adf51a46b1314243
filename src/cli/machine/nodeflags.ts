/**
 * How Node runs the engine. The young generation may take 3 MB instead of 48: an engine has little garbage
 * and should be small (20 MB less resident were seen).
 */
export const engineFlags: readonly string[] = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=1']
