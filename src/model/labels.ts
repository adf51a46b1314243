/** Everything Berth makes in Docker carries these; an engine sees and touches nothing else. */
export const engineLabel = 'berth.engine'
export const instanceLabel = 'berth.instance'
/** The plan a container was made from: another one makes it stale. */
export const digestLabel = 'berth.digest'
