/**
 * With these Node does not hang when it ends: code that is compiled in the background may wait for the main thread to
 * collect garbage, which by then waits for the background (nodejs/node#54918; seen with Node 24.21 in three of 150
 * programs that ended under load, in none with these).
 */
export const endingFlags: readonly string[] = ['--no-concurrent-sparkplug', '--no-maglev-build-code-on-background']
