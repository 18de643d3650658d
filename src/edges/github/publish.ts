// The ladder of publishing: the job's own check run, else a separate one, else the log. It explains the verdict and never changes it.

import type { Annotation, CheckOutput } from '../../core/model/annotation.ts'
import type { Verdict } from '../../core/model/report.ts'
import { isAccepted } from '../../core/model/verdict.ts'
import { enrichCheckRun, writeCheckRun, type Sent } from './check-run.ts'
import { connect, type ChecksClient, type RequestFailure } from './client.ts'
import { annotationCommands, escapeLog } from './commands.ts'
import { ANNOTATIONS_IN_ALL, PUBLISH_MILLISECONDS } from './limits.ts'

export type Publication = {
  readonly verdict: Verdict
  readonly reportOnly: boolean
  readonly check: CheckOutput
  /** In the order of importance, errors first: what does not fit is left out at the end. */
  readonly annotations: readonly Annotation[]
}

export type PublishTarget = {
  readonly token: string | null
  readonly apiUrl: string
  /** `owner/name`. */
  readonly repository: string
  /** The commit that a separate check run belongs to: a pull request's head, never its merge commit. */
  readonly sha: string
  /** The job's own check run, or null where the runner does not tell. */
  readonly checkRunId: number | null
  /** Name of a separate check run that is wanted in any case, or null. */
  readonly checkName: string | null
}

export type PublishedPlace = {
  readonly place: 'own-check-run' | 'separate-check-run' | 'log'
  /** Id of the check run; null for the log. */
  readonly id: number | null
  readonly annotations: number
}

export type Published = {
  readonly written: readonly PublishedPlace[]
  /** What was not published, and why, in sentences. */
  readonly missed: readonly string[]
}

const DEFAULT_NAME = 'Parity Gate'

const FOREIGN = 'Leave `check-run-id` and `github-token` as they are.'

const HELP: Readonly<Record<RequestFailure['kind'], string>> = {
  token: 'Leave `github-token` as it is, or give one that has not expired.',
  permission: 'Grant the job `checks: write`; on forks and for Dependabot the token is read-only.',
  missing: FOREIGN,
  forbidden: FOREIGN,
  refused: 'Please report this with the line: GitHub should take what we send.',
  unavailable: 'Run the job again to have it there.'
}

/**
 * Publishes what explains the verdict. Every line for the log goes to `say`, ready to print: commands must not be escaped again.
 * Never throws, never takes longer than the budget (60 s by default).
 */
export async function publish(
  publication: Publication,
  target: PublishTarget,
  say: (line: string) => void,
  milliseconds: number = PUBLISH_MILLISECONDS
): Promise<Published> {
  const written: PublishedPlace[] = []
  const missed: string[] = []
  await guarded(missed, () => climb(publication, target, milliseconds, written, missed))
  await guarded(missed, () => fallBack(publication, written, say))
  for (const line of missed) say(escapeLog(line))
  if (missed.length > 0) say('The verdict does not depend on what is published; every finding is in this log.')
  for (const place of written) say(sentence(place))
  return { written, missed }
}

/** Even a bug in publishing must not change the verdict. */
async function guarded(missed: string[], step: () => void | Promise<void>): Promise<void> {
  try {
    await step()
  } catch (error) {
    missed.push(`Publishing stopped at an unexpected error: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** The log takes over what no check run shows. What was left out for its number alone is in the report. */
function fallBack(publication: Publication, written: PublishedPlace[], say: (line: string) => void): void {
  const shown = written.reduce((most, place) => Math.max(most, place.annotations), 0)
  if (shown >= Math.min(publication.annotations.length, ANNOTATIONS_IN_ALL)) return
  const rest = publication.annotations.slice(shown)
  for (const line of annotationCommands(rest)) say(line)
  written.push({ place: 'log', id: null, annotations: rest.length })
}

async function climb(
  publication: Publication,
  target: PublishTarget,
  milliseconds: number,
  written: PublishedPlace[],
  missed: string[]
): Promise<void> {
  if (target.token === null || target.token === '') {
    missed.push('No check run was written: there is no token (`github-token` is empty).')
    return
  }
  const client = await connect({ token: target.token, apiUrl: target.apiUrl, repository: target.repository }, milliseconds)
  const annotations = publication.annotations.slice(0, ANNOTATIONS_IN_ALL)
  const footer = moreNote(publication.annotations.length - annotations.length)
  const check = { ...publication.check, title: titleOf(publication) }

  const own = target.checkRunId === null ? null : await enrichCheckRun(client, target.checkRunId, check, footer, annotations)
  if (own !== null) note('own-check-run', own, written, missed)
  const enriched = own?.shown === true
  if (enriched && target.checkName === null) return
  if (own !== null && !enriched && !worthAnother(own.failure)) return

  // Annotations are shown once: where the own run has them, a second copy would double every line of the pull request.
  await separate(client, publication, target, check, footer, enriched ? [] : annotations, written, missed)
}

async function separate(
  client: ChecksClient,
  publication: Publication,
  target: PublishTarget,
  check: CheckOutput,
  footer: string,
  annotations: readonly Annotation[],
  written: PublishedPlace[],
  missed: string[]
): Promise<void> {
  const conclusion = isAccepted(publication) ? 'success' : 'failure'
  const run = { name: target.checkName ?? DEFAULT_NAME, sha: target.sha, conclusion } as const
  note('separate-check-run', await writeCheckRun(client, run, check, footer, annotations), written, missed)
}

/** Another check run may work where this one was not to be had; a missing permission or an outage is the same for both. */
function worthAnother(failure: RequestFailure | null): boolean {
  switch (failure?.kind) {
    case 'missing':
    case 'refused':
    case 'forbidden':
      return true
    case 'token':
    case 'permission':
    case 'unavailable':
    case undefined:
      return false
  }
}

function note(place: 'own-check-run' | 'separate-check-run', sent: Sent, written: PublishedPlace[], missed: string[]): void {
  if (sent.shown) written.push({ place, id: sent.id, annotations: sent.annotations })
  if (sent.failure === null) return
  const what = place === 'own-check-run' ? "The job's own check run" : 'A separate check run'
  const extent = sent.shown ? `has ${sent.annotations} annotations only` : 'could not be written'
  missed.push(`${what} ${extent} (${sent.failure.message}). ${HELP[sent.failure.kind]}`)
}

function titleOf(publication: Publication): string {
  const { title } = publication.check
  return publication.reportOnly && !/report.only/i.test(title) ? `Report only: ${title}` : title
}

function moreNote(more: number): string {
  return more > 0 ? `_${more} more annotations are not shown: the job summary and \`report.json\` have every finding._` : ''
}

function sentence(place: PublishedPlace): string {
  const count = `${place.annotations} annotation${place.annotations === 1 ? '' : 's'}`
  switch (place.place) {
    case 'own-check-run':
      return `Published to the job's own check run ${place.id ?? ''}: ${count}.`
    case 'separate-check-run':
      return `Published to a separate check run ${place.id ?? ''}: ${count}.`
    case 'log':
      return `Published to the log: ${count}.`
  }
}
