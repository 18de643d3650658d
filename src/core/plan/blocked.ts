// What is refused before kustomize starts: remote bases, Helm, plugins, paths out of the repository, and what cannot be read.

import type { Closure, ClosureRisk } from '../model/closure.ts'
import { isAllowedHost } from '../model/host.ts'
import type { Policy } from '../model/policy.ts'
import type { RenderFailure } from '../model/render.ts'

/** The refusal of a closure that the policy does not allow to be built; null where it may be. */
export function refusalOf(closure: Closure, policy: Pick<Policy, 'allowRemote' | 'enableHelm'>): RenderFailure | null {
  for (const risk of closure.risks) {
    const reason = reasonAgainst(risk, policy)
    const code = risk.kind === 'unreadable' ? 'render-failed' : 'render-blocked'
    if (reason !== null) return { kind: 'failed', code, reason, file: risk.file, line: risk.line ?? null, limit: null }
  }
  return null
}

function reasonAgainst(risk: ClosureRisk, policy: Pick<Policy, 'allowRemote' | 'enableHelm'>): string | null {
  switch (risk.kind) {
    case 'remote':
      if (risk.host !== null && isAllowedHost(risk.host, policy.allowRemote)) return null
      return risk.host === null
        ? `\`${risk.entry}\` is a remote base, and which host it is fetched from cannot be told for certain`
        : `\`${risk.entry}\` is a remote base; \`allow-remote: ${risk.host}\` would let it be fetched`
    case 'helm':
      return policy.enableHelm ? null : `\`${risk.entry}\` inflates a Helm chart; \`enable-helm: true\` would let it`
    case 'plugin':
      return `\`${risk.entry}\` may run a program or container; kustomize plugins are never run here`
    case 'outside':
      return `\`${risk.entry}\` leads out of the repository`
    case 'unreadable':
      return risk.entry
  }
}
