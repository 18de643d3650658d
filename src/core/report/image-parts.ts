// The parts that sentences about images share.

import type { Code, Finding } from '../model/finding.ts'
import { parseImage } from '../model/image.ts'
import { environmentOf, list, quote, quoteShown, shellWord, shortImage } from './quote.ts'
import type { Sentence } from './sentence.ts'

export type ImageCode = Extract<Code, `image-${string}`>
export type ImageFinding = Finding<ImageCode>

/** What follows the code in a title. */
export function head(finding: ImageFinding): Pick<Sentence, 'about'> {
  return { about: `${finding.environment} ${finding.args.container}` }
}

/** The image with twelve digits of its digest. */
export function image(finding: ImageFinding): string {
  return quoteShown(shortImage(finding.args.image))
}

/** Container `catalog` of `prod`. */
export function target(finding: ImageFinding): string {
  return `container ${quote(finding.args.container)} of ${environmentOf(finding)}`
}

/** The environments that it should come from. */
export function previous(finding: ImageFinding): string {
  const names = finding.args.previous.map((name) => quote(name))
  return names.length === 0 ? 'the environment before' : list(names)
}

/** The command that sets it; where the reference is none, a form to fill in. */
export function setImage(finding: ImageFinding, environment: string, reference: string): string {
  return setEntry(finding, environment, parseImage(reference) === null ? 'NAME@sha256:DIGEST' : reference)
}

/**
 * `NAME=IMAGE:TAG@sha256:…` as `kustomize edit` of 5.x takes it; NAME only where the `images:` entry is called otherwise than the
 * image.
 */
export function setEntry(finding: ImageFinding, environment: string, image: string): string {
  const name = finding.args.entries?.[environment]
  return `kustomize edit set image ${shellWord(name === undefined ? image : `${name}=${image}`)}`
}

/** How far the history was looked at, where that may be why nothing was found. */
export function lookedBack(limit: string | undefined): string {
  return limit === undefined ? '' : `; the history was looked at back to ${quote(limit)}`
}

/** The paragraph that offers an older look-back; empty where all of the history was looked at. */
export function lookFurther(limit: string | undefined): readonly string[] {
  if (limit === undefined) return []
  return [`If it ran there before ${quote(limit)}, look back further: raise ${quote('history')} in the policy file`]
}
