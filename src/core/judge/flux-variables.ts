// Values that Flux substitutes after the build, so that equality proves nothing there.

import type { Draft } from '../model/draft.ts'
import { finding } from '../model/finding.ts'
import type { Overlay } from '../model/overlay.ts'
import type { Resource } from '../model/resource.ts'
import { leavesOf } from '../model/value-at.ts'
import { isSecretValue } from './secret-source.ts'

// Names as fluxcd's envsubst reads them (fluxcd.io, Kustomization, "Post build variable substitution").
const VARIABLE = /\$\{([_a-zA-Z][_a-zA-Z0-9]*)/

/** One notice for an overlay whose values hold `${…}`, naming each variable once; null where there is none. */
export function unresolvedVariables(overlay: Overlay, resources: readonly Resource[]): Draft | null {
  const variables = new Set<string>()
  for (const { id, body } of resources) {
    for (const { field, value } of leavesOf(body)) {
      if (typeof value !== 'string' || !value.includes('${')) continue
      // In a Secret it may as well be a part of the value.
      for (const name of variablesIn(value)) variables.add(isSecretValue(id, field) ? '…' : name)
    }
  }
  if (variables.size === 0) return null
  const { application, environment, variant } = overlay
  return {
    finding: finding('unresolved-variable', 'notice', { variables: [...variables].toSorted() }, { application, environment, variant }),
    subject: { kind: 'overlay', overlay }
  }
}

/** The names of each `${name…}` that ends on its line. A brace that closes nothing is looked at once, and not for each one that opens. */
export function variablesIn(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => {
    // What is behind the last brace does not end.
    const closed = line.split('}').slice(0, -1)
    return closed.flatMap((piece) => VARIABLE.exec(piece)?.[1] ?? [])
  })
}
