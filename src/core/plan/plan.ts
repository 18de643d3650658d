// Which builds are needed: identical closures once.

import type { Closure } from '../model/closure.ts'
import type { Tree } from '../model/tree.ts'

/** One `kustomize build` to run: a folder of a revision, of which the closure's files are needed. */
export type Build = { readonly tree: Tree; readonly closure: Closure }

export type Plan = {
  /** In the order in which they were first asked for. */
  readonly builds: readonly Build[]
  /** How many requests another request's build answers. */
  readonly reused: number
}

/** Leaves out what is equal by key to an earlier request or to what is `known` already. */
export function planBuilds(requests: readonly Build[], known: ReadonlySet<string>): Plan {
  const builds = new Map<string, Build>()
  for (const request of requests) {
    const { key } = request.closure
    if (!known.has(key) && !builds.has(key)) builds.set(key, request)
  }
  return { builds: [...builds.values()], reused: requests.length - builds.size }
}
