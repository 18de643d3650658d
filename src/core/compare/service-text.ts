// Texts that differ only in service hosts (`x.NS.svc…`) and generated names, each of which means the same on both sides.

import { sameNamespace, type NamespaceMapping } from './namespaces.ts'
import { sameName, type References } from './references.ts'

/** Host names and resource names; everything between them must be equal as it is. */
const TOKEN = /[A-Za-z0-9](?:[-A-Za-z0-9._]*[A-Za-z0-9])?/g

/** Whether two unequal texts mean the same, token by token. */
export function sameServiceText(left: string, right: string, namespaces: NamespaceMapping, references: References): boolean {
  if (!references.hashes && !(left.includes('.svc') && right.includes('.svc'))) return false
  const rightTokens = right.matchAll(TOKEN)
  let leftEnd = 0
  let rightEnd = 0
  for (const token of left.matchAll(TOKEN)) {
    const other = rightTokens.next()
    if (other.done === true) return false
    const gap = left.slice(leftEnd, token.index)
    if (gap !== right.slice(rightEnd, other.value.index)) return false
    const [a] = token
    const [b] = other.value
    if (a !== b && sameName(references, a, b) !== 'hash' && !sameServiceHost(a, b, gap, namespaces, references)) return false
    leftEnd = token.index + a.length
    rightEnd = other.value.index + b.length
  }
  return rightTokens.next().done === true && left.slice(leftEnd) === right.slice(rightEnd)
}

/** Hosts of services in the cluster: `[pod.]service.namespace.svc[.cluster.local]`, or `*.namespace.svc…`. */
function sameServiceHost(left: string, right: string, gap: string, namespaces: NamespaceMapping, references: References): boolean {
  const a = left.split('.')
  const b = right.split('.')
  const svc = a.indexOf('svc')
  if (a.length !== b.length || svc !== b.indexOf('svc') || svc < (gap.endsWith('*.') ? 1 : 2)) return false
  return a.every((label, index) => {
    const other = b[index] ?? ''
    if (index === svc - 1) return label === other || sameNamespace(namespaces, label, other)
    return label === other || (index === svc - 2 && isDeclared(sameName(references, label, other)))
  })
}

function isDeclared(strength: ReturnType<typeof sameName>): boolean {
  return strength !== null && strength !== 'only-word'
}
