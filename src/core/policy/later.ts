// Inputs whose work is still to come: read and checked today, and refused unless they say what happens anyway.

import type { Complain, Position } from './problem.ts'

/** Tells that this value would be ignored, which nothing may be. */
export function notYet(name: string, at: Position | null, instead: string, complain: Complain): void {
  complain(at, `${name} is not available yet`, instead)
}
