// The words of promotion: an image enters an environment, and why it may or may not.

import type { Finding } from '../model/finding.ts'
import { imageName, parseImage } from '../model/image.ts'
import { folderOf } from '../model/repo-path.ts'
import { paste } from './allow.ts'
import type { FolderOf } from './folders.ts'
import { head, image, lookedBack, lookFurther, previous, setEntry, setImage, target } from './image-parts.ts'
import type { ImageCode, ImageFinding } from './image-parts.ts'
import { commandIn, environmentOf, folder, plain, quote, quoteShown, shortImage } from './quote.ts'
import type { Writers } from './sentence.ts'
import { HISTORY_WORDS } from './words-history.ts'

const LONGEST_LIST = 5

export const IMAGE_WORDS: Writers<ImageCode> = {
  'image-not-live': (finding, folders) => ({
    ...head(finding),
    message:
      `${image(finding)} would enter ${target(finding)}, but is not live in ${previous(finding)}; ` +
      `${liveThere(finding)}${lookedBack(finding.args.limit)}`,
    help: [
      ...first(finding).map((environment) => [
        `Roll it out in ${quote(environment)} first, merge that, then promote it:`,
        ...paste([commandIn(finding, environment, folders, setImage(finding, environment, finding.args.image))])
      ]),
      ...sameName(finding).slice(0, 1).map((reference) => [
        `Or take to ${quote(finding.environment)} what ${previous(finding)} runs:`,
        ...paste([commandIn(finding, finding.environment, folders, setImage(finding, finding.environment, reference))])
      ]),
      lookFurther(finding.args.limit),
      exemptHelp(finding)
    ].filter((paragraph) => paragraph.length > 0)
  }),
  'image-same-change': (finding, folders) => ({
    ...head(finding),
    message:
      `${image(finding)} would enter ${environmentOf(finding)} and ${previous(finding)} in the same change ` +
      `(container ${quote(finding.args.container)}), so it has run nowhere before${lookedBack(finding.args.limit)}`,
    help: [
      setByBase(finding, folders)
        ? [
            `Pin it in each overlay, so that it moves one environment at a time; in ${quote(finding.environment)} what ran there before:`,
            ...paste([commandIn(finding, finding.environment, folders, 'kustomize edit set image NAME=IMAGE@sha256:DIGEST')])
          ]
        : [
            `Split the change: leave ${folder(finding, finding.environment, folders)} as it was, ` +
              `merge it for ${previous(finding)}, then promote it`
          ],
      lookFurther(finding.args.limit),
      exemptHelp(finding)
    ].filter((paragraph) => paragraph.length > 0)
  }),
  'image-unpinned': (finding, folders) => ({
    ...head(finding),
    message: `${image(finding)} in ${target(finding)} cannot be told from other images of that name: ${plain(finding.args.why)}`,
    help: [pinHelp(finding, folders), exemptHelp(finding)].filter((paragraph) => paragraph.length > 0)
  }),
  'image-denied': (finding) => ({
    ...head(finding),
    message: `${image(finding)} in ${target(finding)} is on the deny list: ${plain(finding.args.reason)}`,
    help: [
      [`Promote an image without this problem; the list is ${quote('denied-images')} in the policy file${expiry(finding.args.expires)}`]
    ]
  }),
  'image-introduced': (finding, folders) => ({
    ...head(finding),
    message: `${image(finding)} would enter ${target(finding)}, and no environment of ${quote(finding.application)} had this repository`,
    help: [
      finding.level === 'error'
        ? [
            `Roll it out one environment after the other, beginning with the first:`,
            ...first(finding).flatMap((environment) => paste([commandIn(finding, environment, folders, setImage(finding, environment, finding.args.image))]))
          ]
        : ['Nothing to do, if the new image is meant'],
      [`Who may introduce images is ${quote('introduction')} of the environment in the policy file: allow, warn or deny`]
    ]
  }),
  ...HISTORY_WORDS
}


/** The environment to begin with, where it is one. */
function first(finding: ImageFinding): readonly string[] {
  return finding.args.previous.slice(0, 1)
}

function liveThere(finding: Finding<'image-not-live'>): string {
  const live = [...new Set(finding.args.liveThere)]
  const same = sameName(finding)
  const shown = same.length > 0 ? same : live
  if (shown.length === 0) return 'no image of that name is live there'
  const named = shown.slice(0, LONGEST_LIST).map((reference) => quoteShown(shortImage(reference)))
  const rest = shown.length - named.length
  return `live there: ${named.join(', ')}${rest > 0 ? ` and ${String(rest)} more` : ''}`
}

/** What is live there of the same repository: what the finding's image was probably mistaken for. */
function sameName(finding: Finding<'image-not-live'>): readonly string[] {
  const wanted = nameOf(finding.args.image)
  return [...new Set(finding.args.liveThere)].filter((reference) => wanted !== null && nameOf(reference) === wanted)
}

function nameOf(reference: string): string | null {
  const parsed = parseImage(reference)
  return parsed === null ? null : imageName(parsed)
}

function pinHelp(finding: ImageFinding, folders: FolderOf): readonly string[] {
  const parsed = parseImage(finding.args.image)
  if (parsed === null) {
    return [`Write the image with its digest, ${quote('NAME@sha256:DIGEST')}, in ${folder(finding, finding.environment, folders)}`]
  }
  const name = imageName(parsed)
  const tagged = parsed.tag === null ? name : `${name}:${parsed.tag}`
  return [
    'Pin it by digest; the first command prints the digest:',
    ...paste([
      `docker buildx imagetools inspect ${tagged} --format '{{.Manifest.Digest}}'`,
      commandIn(finding, finding.environment, folders, setEntry(finding, finding.environment, `${tagged}@sha256:DIGEST`))
    ])
  ]
}

function exemptHelp(finding: ImageFinding): readonly string[] {
  const name = nameOf(finding.args.image)
  if (name === null) return []
  return [`If this image is no release of yours, exempt it by ${quote('exempt-images')} in the policy file:`, ...paste([`- ${name}`])]
}

/** Whether the line that sets the image lies outside the overlay's own folder. */
function setByBase(finding: ImageFinding, folders: FolderOf): boolean {
  const own = folders(finding.application, finding.environment, finding.variant)
  const file = finding.location?.file
  return own !== null && file !== undefined && own !== '.' && folderOf(file) !== own && !file.startsWith(`${own}/`)
}

function expiry(expires: string | null): string {
  return expires === null ? '' : `, and this entry holds until ${quote(expires)}`
}
