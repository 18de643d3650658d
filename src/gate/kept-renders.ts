// Renders of earlier runs, found by everything that decides what kustomize prints; values of Secrets are in them as salted hashes only.

import type { Closure } from '../core/model/closure.ts'
import { sha256Hex } from '../core/model/hash.ts'
import type { Policy } from '../core/model/policy.ts'
import type { Render } from '../core/model/render.ts'
import type { Build } from '../core/plan/plan.ts'
import { decodeRender, encodeRender } from '../core/render/kept-render.ts'
import { maskSecrets } from '../core/render/mask-secrets.ts'
import { readsSecrets } from '../core/render/reads-secrets.ts'
import type { GateEdges, RenderCache } from './trees.ts'

export type KeptRenders = {
  /** Call it before anything else is asked about these builds. */
  readonly prepare: (builds: readonly Build[]) => Promise<void>
  /** The render under a closure's key, and the size of its text; null where there is none that can be read. */
  readonly read: (key: string) => { readonly render: Render; readonly size: number } | null
  /** Keeps a render, and gives it back as a later run will read it. */
  readonly write: (key: string, render: Render) => Render
}

/**
 * The renders that a run under these policies may take from the cache; the first one's rendering keys hold. null: there is no cache,
 * or a policy asks what values of Secrets say, which their hashes do not tell.
 */
export function keptRendersFor(policies: readonly [Policy, ...Policy[]], edges: Pick<GateEdges, 'cache' | 'identify'>): KeptRenders | null {
  return edges.cache === null || policies.some(readsSecrets) ? null : createKeptRenders(edges.cache, edges.identify, policies[0])
}

function createKeptRenders(cache: RenderCache, identify: () => Promise<string>, { loadRestrictor, enableHelm }: Policy): KeptRenders {
  const keys = new Map<string, string>()
  const prepare = async (builds: readonly Build[]): Promise<void> => {
    const own = builds.filter(({ closure }) => isSettled(closure))
    if (own.length === 0) return
    const program = await identify()
    for (const { closure } of own) keys.set(closure.key, sha256Hex(JSON.stringify([closure.key, program, loadRestrictor, enableHelm])))
  }
  const read: KeptRenders['read'] = (key) => {
    const name = keys.get(key)
    const text = name === undefined ? null : cache.read(name)
    const render = text === null ? null : decodeRender(text)
    return text === null || render === null ? null : { render, size: text.length }
  }
  const write = (key: string, render: Render): Render => {
    const name = keys.get(key)
    const { render: masked, complete } = maskSecrets(render, cache.salt)
    if (name !== undefined && complete) cache.write(name, encodeRender(masked))
    return masked
  }
  return { prepare, read, write }
}

/** Whether the files alone decide the render: what comes over the network may be another thing tomorrow. */
function isSettled({ risks }: Closure): boolean {
  return risks.length === 0
}

/** Whether some value of a Secret is a hash. Only a masked Secret says what its name was. */
export function isMasked({ resources }: Render): boolean {
  return resources.some(({ unhashed }) => unhashed !== undefined)
}
