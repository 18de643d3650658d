// A render whose resources carry the names that all environments of the application share.

import type { Mapping, ResourceId } from './resource.ts'

/** What an overlay says about the names of its resources. */
export type Naming = {
  /** Declared name prefixes, outermost first. */
  readonly prefixes: readonly string[]
  /** Declared name suffixes, outermost first. */
  readonly suffixes: readonly string[]
  /** The environment's own name and aliases. */
  readonly words: readonly string[]
}

export type NormalResource = {
  /** As rendered. */
  readonly id: ResourceId
  /** The same with the name as far undone as it can be without two resources becoming one. */
  readonly canonical: ResourceId
  /** The name without its generated hash. */
  readonly unhashed: string
  /** The name without hash, declared prefixes and suffixes; the environment's words are still in it. */
  readonly declared: string
  readonly body: Mapping
}

export type NormalRender = {
  /** In the order of kustomize's output. */
  readonly resources: readonly NormalResource[]
}

/** What is left of a name that is nothing but the environment's own word. */
export const OWN_WORD = '{env}'

/**
 * A function that takes whole tokens of a name out, with one separator each: `shop-dev-config` becomes `shop-config`.
 * Tokens end at `-`, `.`, `_`, `:` and `/`. A name of such words alone becomes OWN_WORD.
 */
export function wordRemover(words: readonly string[]): (name: string) => string {
  const present = words.filter((word) => word !== '')
  if (present.length === 0) return (name) => name
  const escaped = [...present]
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const token = new RegExp(`(^|[-._:/])(?:${escaped.join('|')})(?=$|[-._:/])`, 'g')
  return (name) => {
    const rest = name.replaceAll(token, '')
    if (rest === name) return name
    const trimmed = rest.replace(/^[-._:/]+/, '')
    return trimmed === '' ? OWN_WORD : trimmed
  }
}
