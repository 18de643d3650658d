// Evidence `reported`: whether somebody who deploys says that an environment ran a commit. The newest record decides.

import { environmentWords, type Environment } from '../model/environment.ts'
import { matchName } from '../model/glob.ts'
import { SIGNAL_KINDS, type SignalGap, type SignalKind, type SignalLook, type SignalRecord } from '../model/signal.ts'
import { escapeRegExp } from '../model/text.ts'
import { showMoment } from '../model/time.ts'

export type ReportedQuestion = {
  /** The environment that must have run the image: the one before the target. */
  readonly environment: Environment
  /** Every environment of the ladder: a name that means `pre-prod` does not mean `prod`. */
  readonly ladder: readonly Environment[]
  /** The application's name, as in findings. */
  readonly application: string
  /** When the pin came to the branch, seconds since the epoch: what was said before that is about something else. */
  readonly since: number
  /** Seconds since the epoch. */
  readonly now: number
}

/** `evidence` continues a sentence: no capital, no full stop. */
export type Reported =
  | { readonly kind: 'proven'; readonly record: SignalRecord; readonly evidence: string }
  | { readonly kind: 'unproven'; readonly evidence: string }

/** How far a record's clock may be ahead of ours. */
const CLOCK_SKEW_SECONDS = 60

const PLURAL: Readonly<Record<SignalKind, string>> = { status: 'commit statuses', check: 'check runs', deployment: 'deployments' }
const SINGULAR: Readonly<Record<SignalKind, string>> = { status: 'the status', check: 'the check run', deployment: 'the deployment to' }

/** The kinds that can report about an environment: those that the policy names, else all. */
export function signalKinds(environment: Environment): readonly SignalKind[] {
  const { signals } = environment
  return signals === null ? SIGNAL_KINDS : SIGNAL_KINDS.filter((kind) => globsOf(environment, kind).length > 0)
}

/**
 * Whether a status, check or deployment of that name reports about the environment: by the policy's globs, else when one of the
 * environment's words is a whole token of the name. GitHub takes upper and lower case of these names for the same.
 */
export function reportsOn(environment: Environment, ladder: readonly Environment[]): (kind: SignalKind, name: string) => boolean {
  if (environment.signals === null) {
    const own = new Set(environmentWords(environment).map((word) => word.toLowerCase()))
    const words = wordPattern([...own, ...ladder.flatMap(environmentWords)])
    return (_kind, name) => [...name.toLowerCase().matchAll(words)].some(([word]) => own.has(word))
  }
  return (kind, name) => globsOf(environment, kind).some((glob) => matchName(glob.toLowerCase(), name.toLowerCase()))
}

/**
 * Judges what was found on the introducing commit and the later ones of the branch. What is older than the pin does not count; of
 * the rest the newest record decides, whatever its kind. Of one kind, records that name the application are preferred to others:
 * where each application has its own, another one's success proves nothing. What could not be read leaves it unproven.
 */
export function judgeReported(look: SignalLook, question: ReportedQuestion): Reported {
  const wanted = signalKinds(question.environment)
  const gap = look.gaps.find(({ kind }) => wanted.includes(kind))
  if (gap !== undefined) return { kind: 'unproven', evidence: gapSentence(gap) }
  const matches = reportsOn(question.environment, question.ladder)
  const about = look.records.filter(({ kind, name, state }) => state !== 'silent' && wanted.includes(kind) && matches(kind, name))
  const counted = ofApplication(about, question.application).filter(({ time }) => time >= question.since)
  const newest = counted.toSorted(byTimeThenDoubt)[0]
  if (newest === undefined) return { kind: 'unproven', evidence: nothing(look, question, about) }
  if (newest.time > question.now + CLOCK_SKEW_SECONDS) {
    return { kind: 'unproven', evidence: `${recordName(newest)} is dated in the future (${showMoment(newest.time)})` }
  }
  if (newest.state === 'success') {
    return { kind: 'proven', record: newest, evidence: `${recordName(newest)} says ${newest.word} on ${newest.commit.slice(0, 7)} since ${showMoment(newest.time)}` }
  }
  const words = newest.description === '' ? '' : `: ${newest.description}`
  const last = `the newest record, ${recordName(newest)} on ${newest.commit.slice(0, 7)}, says ${newest.word} (${showMoment(newest.time)})${words}`
  return { kind: 'unproven', evidence: last }
}

/** Of equally new records the doubtful one counts. */
function byTimeThenDoubt(a: SignalRecord, b: SignalRecord): number {
  const doubt = (record: SignalRecord): number => (record.state === 'success' ? 1 : 0)
  return b.time - a.time || doubt(a) - doubt(b)
}

function ofApplication(records: readonly SignalRecord[], application: string): readonly SignalRecord[] {
  const name = application.split('/').at(-1)?.toLowerCase() ?? ''
  if (name === '') return records
  const pattern = wordPattern([name])
  const names = (record: SignalRecord): boolean => record.name.toLowerCase().search(pattern) >= 0
  const kinds = new Set(records.filter(names).map(({ kind }) => kind))
  return records.filter((record) => !kinds.has(record.kind) || names(record))
}

/** Whole tokens, the longest word first, so that `pre-prod` is not also `prod`. */
function wordPattern(words: readonly string[]): RegExp {
  const longestFirst = [...new Set(words.map((word) => word.toLowerCase()))].toSorted((a, b) => b.length - a.length)
  return new RegExp(`(?<![a-z0-9])(?:${longestFirst.map(escapeRegExp).join('|')})(?![a-z0-9])`, 'g')
}

function globsOf({ signals }: Environment, kind: SignalKind): readonly string[] {
  switch (kind) {
    case 'status':
      return signals?.statuses ?? []
    case 'check':
      return signals?.checks ?? []
    case 'deployment':
      return signals?.deployments ?? []
  }
}

function gapSentence({ kind, reason, permission }: SignalGap): string {
  const help = permission === null ? '' : `; grant the job \`${permission}\`, or leave them out of the environment's \`signals\``
  return `${PLURAL[kind]} could not be read (${reason})${help}`
}

function nothing(look: SignalLook, question: ReportedQuestion, about: readonly SignalRecord[]): string {
  const { environment } = question
  const looked = signalKinds(environment).map((kind) => {
    const globs = globsOf(environment, kind)
    const names = environment.signals === null ? environmentWords(environment) : globs
    return `${PLURAL[kind]} named ${names.map((name) => `\`${name}\``).join(' or ')}`
  })
  const where = look.asked < look.commits ? `${look.asked} of ${look.commits} commits, the newest and the introducing one` : commits(look.commits)
  const older = about.filter(({ time }) => time < question.since).toSorted(byTimeThenDoubt)[0]
  const stale = older === undefined ? '' : `; ${recordName(older)} is older than the pin (${showMoment(older.time)})`
  return `no ${looked.join(', no ')} on ${where}${stale}`
}

function commits(count: number): string {
  return count === 1 ? 'the commit that brought it' : `the ${count} commits since it came`
}

function recordName({ kind, name }: SignalRecord): string {
  return `${SINGULAR[kind]} \`${name}\``
}
