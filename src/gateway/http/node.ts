/**
 * Node's `http`. An `import` of it would touch each of its exports, and one of those loads Node's own copy
 * of fetch and WebSocket: 10 of the 70 MB the gateway may have.
 */
export const { createServer, METHODS, request: openRequest, ServerResponse } = process.getBuiltinModule('node:http')
