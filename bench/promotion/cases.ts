// The promotions that are judged: one of each kind that only the history can tell apart.

import type { Decision } from '../../src/core/model/promotion.ts'
import type { EnvironmentName, Pin } from './applications.ts'
import { overlayFile, overlayText } from './applications.ts'
import type { Arrival, Subject } from './simulate.ts'

export type Case = {
  readonly name: string
  readonly expected: Decision
  readonly application: string
  /** What the change writes. */
  readonly files: Readonly<Record<string, string>>
}

const DAY = 24 * 60 * 60

/** Picked by rule, the first application of which each holds true. `now`: seconds since the epoch. */
export function chooseCases(subjects: readonly Subject[], now: number): readonly Case[] {
  const [suite, ...others] = subjects
  if (suite === undefined) throw new Error('there are no applications')
  return [
    found('staging to prod', 'live', others, (subject) => promotable(subject, now)),
    found('rollback', 'rollback', others, earlierInProd),
    found('superseded', 'superseded', others, replacedInStaging),
    found('long stay, 200 others', 'live', [suite], newestInStaging)
  ]
}

/** The same kinds again, of as many applications as have them: these count builds only. */
export function spreadCases(subjects: readonly Subject[], now: number, most: number): readonly Case[] {
  const kinds = [
    ['staging to prod', 'live', (subject: Subject) => promotable(subject, now)],
    ['rollback', 'rollback', earlierInProd],
    ['superseded', 'superseded', replacedInStaging]
  ] as const
  return kinds.flatMap(([name, expected, pick]) =>
    subjects.slice(1).flatMap((subject) => caseOf(name, expected, subject, pick(subject)) ?? []).slice(0, most)
  )
}

function found(name: string, expected: Decision, subjects: readonly Subject[], pick: (subject: Subject) => Pin | null): Case {
  for (const subject of subjects) {
    const made = caseOf(name, expected, subject, pick(subject))
    if (made !== null) return made
  }
  throw new Error(`no application has a case for ${name}`)
}

/** Puts the pin into prod. */
function caseOf(name: string, expected: Decision, { application, state }: Subject, pin: Pin | null): Case | null {
  if (pin === null) return null
  const pins = { ...state.pins, prod: state.pins.prod.with(0, pin) }
  const files = { [overlayFile(application, 'prod')]: overlayText(application, 'prod', { ...state, pins }) }
  return { name, expected, application: application.name, files }
}

/** The image of staging, for more than a day there and never in prod; dev has gone on to others since, which have been replaced, too. */
function promotable(subject: Subject, now: number): Pin | null {
  const last = arrivalsIn('staging', subject).at(-1)
  if (last === undefined || now - last.time < 2 * DAY || has('prod', last.pin, subject)) return null
  const goneOn = arrivalsIn('dev', subject).slice(-2).every(({ pin }) => pin.digest !== last.pin.digest)
  return goneOn && arrivalsIn('staging', subject).filter(({ pin }) => pin.digest === last.pin.digest).length === 1 ? last.pin : null
}

/** However long it has been there. */
function newestInStaging(subject: Subject): Pin | null {
  return arrivalsIn('staging', subject).at(-1)?.pin ?? null
}

/** What prod had before its image of now, replaced by something new, and no longer in staging. */
function earlierInProd(subject: Subject): Pin | null {
  const arrivals = arrivalsIn('prod', subject)
  const [earlier, last] = arrivals.slice(-2)
  if (earlier === undefined || last === undefined || arrivals.length < 4) return null
  const staging = arrivalsIn('staging', subject)
  const gone = staging.at(-1)?.pin.digest !== earlier.pin.digest && staging.filter(({ pin }) => pin.digest === earlier.pin.digest).length === 1
  return gone && isNew(arrivals.length - 1, arrivals) && isNew(arrivals.length - 2, arrivals) && noneTakenBack(staging) ? earlier.pin : null
}

/** What staging had for more than a day before its image of now, and prod never. */
function replacedInStaging(subject: Subject): Pin | null {
  const staging = arrivalsIn('staging', subject)
  const [earlier, last] = staging.slice(-2)
  if (earlier === undefined || last === undefined || staging.length < 4) return null
  const long = last.time - earlier.time >= 2 * DAY
  return long && noneTakenBack(staging) && !has('prod', earlier.pin, subject) ? earlier.pin : null
}

function arrivalsIn(environment: EnvironmentName, { arrivals }: Subject): readonly Arrival[] {
  return arrivals[environment][0] ?? []
}

function has(environment: EnvironmentName, pin: Pin, subject: Subject): boolean {
  return arrivalsIn(environment, subject).some((arrival) => arrival.pin.digest === pin.digest)
}

function noneTakenBack(arrivals: readonly Arrival[]): boolean {
  return arrivals.every((_, index) => isNew(index, arrivals))
}

function isNew(index: number, arrivals: readonly Arrival[]): boolean {
  return arrivals.findIndex(({ pin }) => pin.digest === arrivals[index]?.pin.digest) === index
}
