// One check run: its output and annotations in the Checks API's form, sent in batches.

import type { Annotation, CheckOutput } from '../../core/model/annotation.ts'
import type { Answer, ApiAnnotation, ApiOutput, ChecksClient, NewCheckRun, RequestFailure } from './client.ts'
import * as limits from './limits.ts'

/** How much was accepted (`shown`: at least title and summary), and what stopped the rest. */
export type Sent = { readonly id: number | null; readonly shown: boolean; readonly annotations: number; readonly failure: RequestFailure | null }

/** Full size first; the small one once GitHub has refused the full one. */
type Size = 'full' | 'small'

const CUT = '_The rest is left out here: the job summary and `report.json` have it._'

/** The output in the API's form and within its limits; the footer always fits. */
export function apiOutput(output: CheckOutput, footer: string, size: Size): ApiOutput {
  const room = size === 'full' ? limits.CHECK_OUTPUT_BYTES - limits.HEADROOM_BYTES : limits.SMALL_OUTPUT_BYTES
  const ending = footer === '' ? '' : `\n\n${footer}\n`
  const summary = limits.cutMarkdown(printable(output.summary), room - limits.byteLength(ending), CUT) + ending
  const text = limits.cutMarkdown(printable(output.text), room, CUT)
  const title = limits.cutCharacters(printable(output.title), limits.TITLE_CHARACTERS)
  return text === '' ? { title, summary } : { title, summary, text }
}

/** An annotation in the API's form and within its limits. Columns are for single lines only (OpenAPI description). */
export function apiAnnotation(annotation: Annotation, size: Size): ApiAnnotation {
  const bytes = size === 'full' ? limits.ANNOTATION_BYTES : limits.SMALL_ANNOTATION_BYTES
  const start = Math.max(1, annotation.startLine)
  const end = Math.max(start, annotation.endLine)
  const column = size === 'full' && start === end ? annotation.startColumn : null
  const details = size === 'full' ? annotation.rawDetails : null
  const title = limits.cutCharacters(printable(annotation.title), limits.TITLE_CHARACTERS)
  const message = limits.cutBytes(printable(annotation.message), bytes)
  return {
    path: annotation.path,
    start_line: start,
    end_line: end,
    ...(column === null || column < 1 ? {} : { start_column: column, end_column: column }),
    annotation_level: annotation.level,
    ...(title === '' ? {} : { title }),
    message: message === '' ? title : message,
    ...(details === null || details === '' ? {} : { raw_details: limits.cutBytes(printable(details), bytes) })
  }
}

/**
 * Gives the job's own check run its output. Status, conclusion and name stay the runner's: since 2025-03-31 GitHub answers
 * 403 to any attempt to change them.
 */
export async function enrichCheckRun(
  client: ChecksClient,
  id: number,
  output: CheckOutput,
  footer: string,
  annotations: readonly Annotation[]
): Promise<Sent> {
  return { id, ...(await sendBatches(annotations, output, footer, (content) => client.update(id, content))) }
}

/**
 * Writes a check run of its own on a commit. The first request completes it, and annotations that it could not take follow: whenever
 * this process ends, no check run is left that somebody waits for.
 */
export async function writeCheckRun(
  client: ChecksClient,
  run: NewCheckRun,
  output: CheckOutput,
  footer: string,
  annotations: readonly Annotation[]
): Promise<Sent> {
  let id: number | null = null
  const send = async (content: ApiOutput): Promise<Answer<number>> => {
    const answer = id === null ? await client.create(run, content) : await client.update(id, content)
    if (answer.ok) id = answer.value
    return answer
  }
  try {
    const sent = await sendBatches(annotations, output, footer, send)
    return { id, ...sent }
  } catch (error) {
    // A bug of ours: whoever requires this check must not wait for it, and never take it for a pass.
    if (id === null) await client.create({ ...run, conclusion: 'failure' }, UNFINISHED)
    throw error
  }
}

const UNFINISHED: ApiOutput = {
  title: 'The result could not be published',
  summary: 'The verdict is the exit status of the job; its log and job summary have the findings.'
}

/** At least one batch, so that a run without annotations gets its output too. Each batch resends the output, which PATCH replaces. */
async function sendBatches(
  annotations: readonly Annotation[],
  output: CheckOutput,
  footer: string,
  send: (content: ApiOutput) => Promise<Answer<number>>
): Promise<Omit<Sent, 'id'>> {
  let sent = 0
  let size: Size = 'full'
  for (const [index, batch] of batchesOf(annotations).entries()) {
    const tried: Tried = await withSmaller((as) => send({ ...apiOutput(output, footer, as), annotations: batch.map((a) => apiAnnotation(a, as)) }), size)
    if (!tried.answer.ok) {
      const { failure } = tried.answer
      // It is one of the annotations, then: without them at least.
      const bare = index === 0 && batch.length > 0 && failure.kind === 'refused' && (await send(apiOutput(output, footer, 'small'))).ok
      return { shown: bare || index > 0, annotations: sent, failure }
    }
    size = tried.size
    sent += batch.length
  }
  return { shown: true, annotations: sent, failure: null }
}

type Tried = { readonly answer: Answer<number>; readonly size: Size }

/** Shrinks and tries once more where GitHub does not take what was sent. */
async function withSmaller(request: (size: Size) => Promise<Answer<number>>, size: Size): Promise<Tried> {
  const answer = await request(size)
  if (answer.ok || answer.failure.kind !== 'refused' || size === 'small') return { answer, size }
  return { answer: await request('small'), size: 'small' }
}

function batchesOf(annotations: readonly Annotation[]): readonly (readonly Annotation[])[] {
  const size = limits.ANNOTATIONS_PER_REQUEST
  const count = Math.max(1, Math.ceil(annotations.length / size))
  return Array.from({ length: count }, (_, index) => annotations.slice(index * size, (index + 1) * size))
}

/** NUL cannot be stored by GitHub. */
function printable(text: string): string {
  return text.replaceAll('\0', '\uFFFD')
}
