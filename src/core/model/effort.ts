// Work that is counted in steps instead of seconds, so that the same input always gets equally far.

export type Effort = {
  /** Takes steps; false once there have been more than are allowed, for good. */
  readonly spend: (steps: number) => boolean
  readonly spent: () => boolean
}

export function createEffort(most: number): Effort {
  let left = most
  const spent = (): boolean => left < 0
  const spend = (steps: number): boolean => {
    // Never up again, whatever comes later: what has been skipped stays skipped.
    if (!spent()) left -= steps
    return !spent()
  }
  return { spend, spent }
}

/** For those who judge what nobody hostile has written. */
export const ENDLESS: Effort = { spend: () => true, spent: () => false }
