// The text without which an image cannot be in a render: kustomize copies tags and digests whole, it does not make them up.

import { parseImage } from '../model/image.ts'
import type { Sought } from './stays.ts'

export type Needle = {
  /** Lower case; one of them must stand in some scalar of the sources. */
  readonly texts: readonly string[]
  /** Tags that hold this may be the image's, lower case; null: no tag matters. */
  readonly tag: string | null
  /** Digests that hold this may be the image's, lower case; null: no digest matters beyond being there. */
  readonly digest: string | null
  /** Sources may write it as another number: `1.10`, `0x1f`. */
  readonly numeric: boolean
}

/** What to look for. Tags are cut at what separates the environment's words, because those may be left out of an identity. */
export function needleOf({ image, identity }: Sought): Needle {
  if (identity === null) {
    const tag = parseImage(image)?.tag ?? null
    return needle([longestToken(image)], tag === null ? null : longestToken(tag), null)
  }
  const hex = identity.digest?.slice(identity.digest.indexOf(':') + 1).toLowerCase() ?? null
  const token = identity.key === null ? null : longestToken(identity.key)
  return needle([token, hex].filter((text) => text !== null), token, hex)
}

function needle(texts: readonly string[], tag: string | null, digest: string | null): Needle {
  return { texts, tag, digest, numeric: texts.some((text) => /^\d+(?:e\d+)?$/.test(text)) }
}

function longestToken(text: string): string {
  const tokens = text.toLowerCase().split(/[^a-z0-9]+/)
  return tokens.reduce((longest, token) => (token.length > longest.length ? token : longest), '')
}

/** A tag or digest of the lengths and letters that every reader takes for one: two of them are treated alike unless one is sought. */
const PLAIN_TAG = /^\w[\w.-]{0,127}$/
const PLAIN_DIGEST = /^sha256:[0-9a-f]{64}$/

/** Stands for a tag or digest that is not the image's. */
const OTHER = '~'

/** Both parts of one reference or one `images:` entry, what cannot be the image's replaced. null: there is none. */
export function maskParts(
  tag: string | null,
  digest: string | null,
  { tag: soughtTag, digest: soughtDigest }: Needle
): { readonly tag: string | null; readonly digest: string | null } {
  const hasDigest = digest !== null && soughtDigest !== null && digest.toLowerCase().includes(soughtDigest)
  const tagCounts = tag !== null && soughtTag !== null && (hasDigest || tag.toLowerCase().includes(soughtTag))
  return {
    tag: tag === null || tagCounts || !PLAIN_TAG.test(tag) ? tag : OTHER,
    digest: digest === null || hasDigest || !PLAIN_DIGEST.test(digest) ? digest : OTHER
  }
}

/** A whole reference, what cannot be the image's replaced. */
export function maskImage(text: string, sought: Needle): string {
  const at = text.indexOf('@')
  const rest = at < 0 ? text : text.slice(0, at)
  const colon = rest.lastIndexOf(':')
  const tagged = colon > rest.lastIndexOf('/')
  const { tag, digest } = maskParts(tagged ? rest.slice(colon + 1) : null, at < 0 ? null : text.slice(at + 1), sought)
  return `${tagged ? rest.slice(0, colon) : rest}${tag === null ? '' : `:${tag}`}${digest === null ? '' : `@${digest}`}`
}
