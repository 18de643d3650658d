// The words of promotion: an image enters an environment, and why it may or may not.

import type { Code, Finding } from '../model/finding.ts'
import { imageName, parseImage } from '../model/image.ts'
import { folderOf } from '../model/repo-path.ts'
import { showDuration, showTime } from './duration.ts'
import type { FolderOf } from './folders.ts'
import { allowByWaiver, paste } from './allow.ts'
import { commandIn, environmentOf, folder, list, plain, quote, quoteShown, shellWord, shortImage } from './quote.ts'
import type { Sentence, Writers } from './sentence.ts'

type ImageCode = Extract<Code, `image-${string}`>
type ImageFinding = Finding<ImageCode>

const LONGEST_LIST = 5

export const IMAGE_WORDS: Writers<ImageCode> = {
  'image-not-live': (finding, folders) => ({
    ...head(finding),
    message: `${image(finding)} would enter ${target(finding)}, but is not live in ${previous(finding)}; ${liveThere(finding)}`,
    help: [
      ...first(finding).map((environment) => [
        `Roll it out in ${quote(environment)} first, merge that, then promote it:`,
        ...paste([commandIn(finding, environment, folders, setImage(finding, environment, finding.args.image))])
      ]),
      ...sameName(finding).slice(0, 1).map((reference) => [
        `Or take to ${quote(finding.environment)} what ${previous(finding)} runs:`,
        ...paste([commandIn(finding, finding.environment, folders, setImage(finding, finding.environment, reference))])
      ]),
      exemptHelp(finding)
    ].filter((paragraph) => paragraph.length > 0)
  }),
  'image-same-change': (finding, folders) => ({
    ...head(finding),
    message:
      `${image(finding)} would enter ${environmentOf(finding)} and ${previous(finding)} in the same change ` +
      `(container ${quote(finding.args.container)}), so it has run nowhere before`,
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
      exemptHelp(finding)
    ].filter((paragraph) => paragraph.length > 0)
  }),
  'image-unpinned': (finding, folders) => ({
    ...head(finding),
    message: `${image(finding)} in ${target(finding)} cannot be told from other images of that name: ${plain(finding.args.why)}`,
    help: [pinHelp(finding, folders), exemptHelp(finding)].filter((paragraph) => paragraph.length > 0)
  }),
  'image-soaking': (finding) => {
    const { soaked, required, until } = finding.args
    const stay = `${showDuration(soaked)} of the ${showDuration(required)} that ${quote(finding.environment)} asks for`
    return {
      ...head(finding),
      message:
        until === null
          ? `${image(finding)} was live in ${previous(finding)} for only ${stay}, and is no longer there`
          : `${image(finding)} has been live in ${previous(finding)} for ${stay}`,
      help: [
        until === null
          ? [`Roll it out in ${previous(finding)} again, and let it stay for ${showDuration(required)}`]
          : [`Run this check again after ${quote(showTime(until))}`],
        allowByWaiver(finding)
      ]
    }
  },
  'image-denied': (finding) => ({
    ...head(finding),
    message: `${image(finding)} in ${target(finding)} is on the deny list: ${plain(finding.args.reason)}`,
    help: [
      [`Promote an image without this problem; the list is ${quote('denied-images')} in the policy file${expiry(finding.args.expires)}`]
    ]
  }),
  'image-suspect': (finding) => ({
    ...head(finding),
    message: `${image(finding)} in ${target(finding)} was rolled back out of an environment: ${plain(finding.args.evidence)}`,
    help: [['Build a new image with the repair and promote that'], allowByWaiver(finding)]
  }),
  'image-unproven': (finding) => ({
    ...head(finding),
    message: `${image(finding)} is pinned in ${previous(finding)}, but nothing reports that it ran there: ${plain(finding.args.evidence)}`,
    help: [[`Wait until the deployment to ${previous(finding)} has reported success, then run this check again`], allowByWaiver(finding)]
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
  'image-superseded': (finding) => ({
    ...head(finding),
    message:
      `${image(finding)} in ${target(finding)} was live in ${previous(finding)} and has been replaced there: ` +
      plain(finding.args.evidence),
    help: [
      [`Promote what ${previous(finding)} runs now, unless the older image is meant`],
      [`The rule is ${quote('superseded')} of the environment in the policy file: allow, warn or deny`]
    ]
  }),
  'image-rollback': (finding) => ({
    ...head(finding),
    message: `${image(finding)} goes back into ${target(finding)}, where it was live before: ${plain(finding.args.evidence)}`,
    help: [['Nothing to do: going back to what an environment ran is always allowed']]
  }),
  'image-fan-out': (finding) => ({
    ...head(finding),
    message: `${image(finding)} enters ${target(finding)} from another variant of the same environment: ${plain(finding.args.evidence)}`,
    help: [[`Nothing to do; the rule is ${quote('fan-out')} of the environment in the policy file: allow or deny`]]
  })
}

function head(finding: ImageFinding): Pick<Sentence, 'about'> {
  return { about: `${finding.environment} ${finding.args.container}` }
}

function image(finding: ImageFinding): string {
  return quoteShown(shortImage(finding.args.image))
}

/** Container `catalog` of `prod`. */
function target(finding: ImageFinding): string {
  return `container ${quote(finding.args.container)} of ${environmentOf(finding)}`
}

function previous(finding: ImageFinding): string {
  const names = finding.args.previous.map((name) => quote(name))
  return names.length === 0 ? 'the environment before' : list(names)
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

/** Where the reference is none, a form to fill in. */
function setImage(finding: ImageFinding, environment: string, reference: string): string {
  return setEntry(finding, environment, parseImage(reference) === null ? 'NAME@sha256:DIGEST' : reference)
}

/** `NAME=IMAGE:TAG@sha256:…` as `kustomize edit` of 5.x takes it; NAME only where the `images:` entry is called otherwise than the image. */
function setEntry(finding: ImageFinding, environment: string, image: string): string {
  const name = finding.args.entries?.[environment]
  return `kustomize edit set image ${shellWord(name === undefined ? image : `${name}=${image}`)}`
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
