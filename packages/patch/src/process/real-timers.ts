/** The runtime's, whatever a test puts in their place later: an exchange goes on in real time, as `node:http` itself does. */
export const setRealTimeout: typeof setTimeout = setTimeout;
export const clearRealTimeout: typeof clearTimeout = clearTimeout;
export const setRealImmediate: typeof setImmediate = setImmediate;
