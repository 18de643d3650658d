// Fetching with a clock: in the benchmark's bundle git's edges import this module instead of their own.

import * as own from '../../src/edges/git/fetch.ts'
import { timed, timedSync } from './meter.ts'

export * from '../../src/edges/git/fetch.ts'

export const fetchInto: typeof own.fetchInto = (remote, request) => timed('transfer', () => own.fetchInto(remote, request))
export const tryFetch: typeof own.tryFetch = (remote, request) => timed('transfer', () => own.tryFetch(remote, request))
export const fetchIntoSync: typeof own.fetchIntoSync = (remote, request) => timedSync('transfer', () => own.fetchIntoSync(remote, request))
export const listRemote: typeof own.listRemote = (...asked) => timed('transfer', () => own.listRemote(...asked))
