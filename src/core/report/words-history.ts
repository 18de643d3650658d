// The words of promotions that the history decides: soak, suspects, reports, what was live before.

import type { Finding } from '../model/finding.ts'
import { parseImage } from '../model/image.ts'
import { allowByWaiver, paste } from './allow.ts'
import { showDuration, showTime } from './duration.ts'
import type { ImageCode } from './image-parts.ts'
import { head, image, lookedBack, lookFurther, previous, setImage, target } from './image-parts.ts'
import { commandIn, environmentOf, plain, quote, shortRevision } from './quote.ts'
import type { Sentence, Writers } from './sentence.ts'
import { clockNote, stayCommits, stayPlace, stayTimes, time } from './stay-words.ts'

type HistoryCode = Extract<
  ImageCode,
  'image-soaking' | 'image-suspect' | 'image-unproven' | 'image-superseded' | 'image-rollback' | 'image-fan-out'
>

export const HISTORY_WORDS: Writers<HistoryCode> = {
  'image-soaking': soaking,
  'image-suspect': (finding) => {
    const { proof } = finding.args
    const by = proof.ended === null ? '' : ` by ${quote(shortRevision(proof.ended))}`
    return {
      ...head(finding),
      message:
        `${image(finding)} in ${target(finding)} was rolled back out of ${stayPlace(proof)}` +
        `${proof.until === null ? '' : ` on ${time(proof.until)}`}${by}`,
      help: [
        finding.level === 'error'
          ? ['Build a new image with the repair and promote that']
          : ['Make sure that what was wrong with it is mended, or promote a new image'],
        [`What a digest that was rolled back is, ${quote('suspect')} in the policy file says: warn or deny`],
        ...(finding.level === 'error' ? [allowByWaiver(finding)] : [])
      ]
    }
  },
  'image-unproven': (finding) => ({
    ...head(finding),
    message:
      finding.args.missing === 'history'
        ? `${image(finding)} is live in ${previous(finding)}, but that it was for long enough is not proven: ` +
          plain(finding.args.evidence)
        : `${image(finding)} is pinned in ${previous(finding)}, but nothing reports that it ran there: ${plain(finding.args.evidence)}`,
    help: [
      finding.args.missing === 'history'
        ? [
            "Let this check read the base branch's history (in a workflow: `fetch-depth: 0` for `actions/checkout`), then run it again:",
            ...paste(['git fetch --unshallow --filter=blob:none'])
          ]
        : [`Nothing to push: run this check again once the deployment to ${previous(finding)} has reported success`],
      allowByWaiver(finding)
    ]
  }),
  'image-superseded': (finding, folders) => {
    const { proof } = finding.args
    const now = finding.values[proof.environment] ?? null
    const known = now !== null && parseImage(now) !== null
    return {
      ...head(finding),
      message:
        `${image(finding)} in ${target(finding)} was live in ${stayPlace(proof)} ${stayTimes(proof)} and has been replaced there` +
        `${stayCommits(proof)}${clockNote(proof.clock)}`,
      help: [
        [
          `Promote what ${quote(proof.environment)} runs now, unless the older image is meant${known ? ':' : ''}`,
          ...(known ? paste([commandIn(finding, finding.environment, folders, setImage(finding, finding.environment, now))]) : [])
        ],
        [`The rule is ${quote('superseded')} of the environment in the policy file: allow, warn or deny`]
      ]
    }
  },
  'image-rollback': (finding) => {
    const { proof } = finding.args
    return {
      ...head(finding),
      message:
        `${image(finding)} goes back into ${target(finding)}, where it was live ${stayTimes(proof)}` +
        `${stayCommits(proof)}${clockNote(proof.clock)}`,
      help: [['Nothing to do: going back to what an environment ran is always allowed']]
    }
  },
  'image-fan-out': (finding) => {
    const { proof } = finding.args
    return {
      ...head(finding),
      message:
        `${image(finding)} enters ${target(finding)} and is live in ${stayPlace(proof)} ${stayTimes(proof)}` +
        `${stayCommits(proof)}${clockNote(proof.clock)}`,
      help: [[`Nothing to do; the rule is ${quote('fan-out')} of the environment in the policy file: allow or deny`]]
    }
  }
}

function soaking(finding: Finding<'image-soaking'>): Sentence {
  const { soaked, required, until, proof, limit } = finding.args
  const asked = `${showDuration(required)} that ${environmentOf(finding)} asks for`
  const least = proof.earlier ? 'at least ' : ''
  if (until === null) {
    return {
      ...head(finding),
      message:
        `${image(finding)} was live in ${stayPlace(proof)} for only ${least}${showDuration(soaked)} of the ${asked}, ` +
        `${proof.until === null ? '' : `until ${time(proof.until)}, `}and is no longer there${lookedBack(limit)}${clockNote(proof.clock)}`,
      help: [
        [`Roll it out in ${stayPlace(proof)} again, and let it stay for ${showDuration(required)}`],
        ...[lookFurther(limit)].filter((paragraph) => paragraph.length > 0),
        allowByWaiver(finding)
      ]
    }
  }
  return {
    ...head(finding),
    message:
      `${image(finding)} has been live in ${stayPlace(proof)} for ${least}${showDuration(soaked)} of the ${asked}; ` +
      `${showDuration(required - soaked)} are missing, until ${time(until)}${clockNote(proof.clock)}`,
    help: [
      [
        `Nothing to push: after ${quote(showTime(until))} the next scheduled run of this gate runs the failed job again; without one:`,
        ...paste(['gh run rerun RUN_ID --failed'])
      ],
      allowByWaiver(finding)
    ]
  }
}
