// What must be gone when this process ends, however it ends: running children first, then their folders.

import process from 'node:process'

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** In the order in which they came; cleaned up in reverse, so that a child dies before its folder goes. */
const pending = new Set<() => void>()

/**
 * Runs `cleanup` if the process exits or is told to stop before the returned function is called. A cleanup must be
 * synchronous and must not throw.
 */
export function guard(cleanup: () => void): () => void {
  // A wrapper of its own, so that the same function may be guarded twice.
  const entry = (): void => cleanup()
  if (pending.size === 0) listen()
  pending.add(entry)
  return () => {
    if (pending.delete(entry) && pending.size === 0) unlisten()
  }
}

/** Does now what an end of the process would do: kills every running child and removes what it left. */
function cleanUp(): void {
  const entries = [...pending].reverse()
  pending.clear()
  unlisten()
  for (const entry of entries) entry()
}

function onSignal(signal: NodeJS.Signals): void {
  cleanUp()
  // Our listener took the signal's usual effect away: give it back, unless somebody else decides what it does.
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
}

function listen(): void {
  process.on('exit', cleanUp)
  for (const signal of SIGNALS) process.on(signal, onSignal)
}

function unlisten(): void {
  process.off('exit', cleanUp)
  for (const signal of SIGNALS) process.off(signal, onSignal)
}
