/** Everything Berth makes in Docker carries these; an engine sees and touches nothing else. */
export const engineLabel = 'berth.engine'
export const instanceLabel = 'berth.instance'
/** The plan a container was made from: another one makes it stale. */
export const digestLabel = 'berth.digest'
/** The project whose build it is of: a container that runs once, a volume it keeps, an image it made. */
export const buildLabel = 'berth.build'
/** What such a one is for: `run`, `cache`, `launch`. */
export const useLabel = 'berth.use'
