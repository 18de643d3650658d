// What makes two images the same one for promotion: the digest, or what the tag says under tag keys.

import type { Environment } from '../model/environment.ts'
import { environmentWords } from '../model/environment.ts'
import { expressionOf } from '../model/expression.ts'
import { imageBaseName, parseImage } from '../model/image.ts'
import { remembered, rememberedFor } from '../model/memo.ts'
import type { PromotionKey } from '../model/policy.ts'
import { escapeRegExp } from '../model/text.ts'

export type ImageIdentity = {
  readonly kind: 'identity'
  /** The repository's last name; null under `digest`, where the registry and name do not matter. */
  readonly name: string | null
  /** What the tag says; null where only the digest tells. */
  readonly key: string | null
  readonly digest: string | null
}

export type Unpinned = { readonly kind: 'unpinned'; readonly why: string }

const FLOATING = ['latest', 'main', 'master', 'develop', 'edge', 'nightly', 'stable']

/** Reads an image's identity under the policy's promotion key; `environment` is the one that runs it. Each is read once. */
export function identityOf(image: string, key: PromotionKey, environment: Environment): ImageIdentity | Unpinned {
  return identities(key)(environment)(image)
}

const identities = rememberedFor((key: PromotionKey) =>
  rememberedFor((environment: Environment) => remembered((image: string) => readIdentity(image, key, environment)))
)

function readIdentity(image: string, key: PromotionKey, environment: Environment): ImageIdentity | Unpinned {
  const parsed = parseImage(image)
  if (parsed === null) {
    const why = image.includes('${') ? 'it holds a variable that is not resolved' : 'it is not an image reference'
    return { kind: 'unpinned', why }
  }
  if (key.kind === 'digest') {
    if (parsed.digest === null) return { kind: 'unpinned', why: 'it has no digest' }
    return { kind: 'identity', name: null, key: null, digest: parsed.digest }
  }
  const name = imageBaseName(parsed)
  const byDigest: ImageIdentity | null = parsed.digest === null ? null : { kind: 'identity', name, key: null, digest: parsed.digest }
  if (parsed.tag === null) return byDigest ?? { kind: 'unpinned', why: 'it has no tag' }
  if (FLOATING.includes(parsed.tag)) return byDigest ?? { kind: 'unpinned', why: `\`${parsed.tag}\` is a floating tag` }
  const text = key.kind === 'tag' ? withoutOwnWords(parsed.tag, environment) : (expressionOf(key.source)?.captures(parsed.tag)?.[0] ?? null)
  if (text === null) return { kind: 'unpinned', why: `its tag \`${parsed.tag}\` does not match \`/${key.kind === 'regex' ? key.source : ''}/\`` }
  if (text === '') return { kind: 'unpinned', why: `its tag \`${parsed.tag}\` says nothing but the environment` }
  if (FLOATING.includes(text)) return byDigest ?? { kind: 'unpinned', why: `\`${text}\` is a floating tag` }
  return { kind: 'identity', name, key: text, digest: parsed.digest }
}

/** Whether two identities are one image. Where both carry a digest, the digests decide. */
export function sameImage(a: ImageIdentity, b: ImageIdentity): boolean {
  if (a.name !== b.name) return false
  if (a.digest !== null && b.digest !== null) return a.digest === b.digest && (a.key === null || b.key === null || a.key === b.key)
  return a.key !== null && a.key === b.key
}

/** `staging-abc` → `abc`: the environment's own name as a whole token of the tag is no part of its identity. */
function withoutOwnWords(tag: string, environment: Environment): string {
  let rest = tag
  for (const word of environmentWords(environment).toSorted((a, b) => b.length - a.length)) {
    rest = rest.replaceAll(new RegExp(`(?<=^|[-._])${escapeRegExp(word)}(?:[-._]|$)`, 'g'), '')
  }
  return rest.replace(/[-._]$/, '')
}
