// A build that asked for a host which its own kustomizations do not name and the policy does not allow.

import type { Closure } from '../model/closure.ts'
import type { Contact, Network } from '../model/network.ts'
import type { RenderFailure } from '../model/render.ts'

const MOST_HOSTS = 5

/**
 * Why nothing that such a build printed counts; null where it was refused nothing. The names in the repository's own kustomizations are
 * held to the policy before kustomize starts: this is about redirects, and about what is named in what was fetched.
 */
export function strayed({ refused }: Network, { risks }: Closure): RenderFailure | null {
  if (refused.length === 0) return null
  const outside = risks.filter(({ kind }) => kind === 'remote' || kind === 'helm')
  const [first] = outside
  // Where there are several, nobody can say which of them it was.
  const only = outside.length === 1 && first !== undefined ? first : null
  const hosts = [...new Set(refused.flatMap(({ host }) => host ?? []))].sort()
  const where = hosts.length > 0 ? named(hosts, refused) : `\`${refused[0]?.address ?? ''}\`, and which host that is cannot be told for certain`
  const way = hosts.length > 0 ? `, which the policy does not allow; \`allow-remote: ${hosts.slice(0, MOST_HOSTS).join(', ')}\` would let it be fetched` : ''
  const reason = `${only === null ? 'a remote base or chart' : `\`${only.entry}\``} leads on to ${where}${way}`
  return { kind: 'failed', code: 'render-blocked', reason, file: only?.file ?? null, line: null, limit: null }
}

/** One host with what was asked of it, several by their names. */
function named(hosts: readonly string[], refused: readonly Contact[]): string {
  const [host = ''] = hosts
  const address = refused.filter((contact) => contact.host === host).map((contact) => contact.address).sort().at(-1) ?? host
  if (hosts.length === 1) return `\`${host}\` (\`${address}\`)`
  const rest = hosts.length - MOST_HOSTS
  return `${hosts.slice(0, MOST_HOSTS).map((each) => `\`${each}\``).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}
