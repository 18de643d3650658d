// Reads a record's JSON into the model's types. A value of another shape throws a TypeError: the line is not used.

import type { BacktestChange, BacktestFinding, KeyTrial } from '../model/backtest.ts'
import { LEVELS } from '../model/finding.ts'
import { CLOCKS } from '../model/ledger.ts'
import type { Overlay } from '../model/overlay.ts'
import type { Evidence, Promotion } from '../model/promotion.ts'
import { DECISIONS, PROOFS } from '../model/promotion.ts'
import type { ResourceId } from '../model/resource.ts'
import type { BacktestRecord, KeptPin, Observed } from './record.ts'

type Fields = Readonly<Record<string, unknown>>
type Reader<T> = (value: unknown) => T

export function decodeRecord(value: unknown): BacktestRecord {
  const record = fields(value)
  return {
    commit: text(record['commit']),
    environments: list(text)(record['environments']),
    change: optional(changeOf)(record['change']),
    observed: list(observedOf)(record['observed'])
  }
}

function changeOf(value: unknown): BacktestChange {
  const change = fields(value)
  const existing = fields(change['existing'])
  const drift = fields(change['drift'])
  return {
    commit: text(change['commit']),
    time: number(change['time']),
    author: text(change['author']),
    subject: text(change['subject']),
    promotions: list(promotionOf)(change['promotions']),
    findings: list(findingOf)(change['findings']),
    existing: { errors: number(existing['errors']), warnings: number(existing['warnings']) },
    broken: number(change['broken']),
    drift: { added: number(drift['added']), removed: number(drift['removed']) },
    trials: list(trialOf)(change['trials'])
  }
}

function findingOf(value: unknown): BacktestFinding {
  const finding = fields(value)
  return {
    code: text(finding['code']),
    level: oneOf(LEVELS)(finding['level']),
    application: text(finding['application']),
    environment: text(finding['environment']),
    variant: optional(text)(finding['variant']),
    against: optional(text)(finding['against']),
    resource: optional(text)(finding['resource']),
    path: optional(text)(finding['path']),
    message: text(finding['message']),
    waived: boolean(finding['waived'])
  }
}

function promotionOf(value: unknown): Promotion {
  const promotion = fields(value)
  return {
    overlay: overlayOf(promotion['overlay']),
    resource: text(promotion['resource']),
    container: text(promotion['container']),
    image: text(promotion['image']),
    from: optional(text)(promotion['from']),
    to: text(promotion['to']),
    decision: oneOf(DECISIONS)(promotion['decision']),
    // The decoder: our own line, under a checksum; nothing is decided by this code any more.
    code: optional(text)(promotion['code']) as Promotion['code'],
    evidence: optional(evidenceOf)(promotion['evidence'])
  }
}

function evidenceOf(value: unknown): Evidence {
  const evidence = fields(value)
  return {
    level: oneOf(PROOFS)(evidence['level']),
    environment: text(evidence['environment']),
    commit: text(evidence['commit']),
    since: optional(text)(evidence['since']),
    soaked: optional(number)(evidence['soaked']),
    clock: optional(oneOf(CLOCKS))(evidence['clock'])
  }
}

function trialOf(value: unknown): KeyTrial {
  const trial = fields(value)
  return {
    key: text(trial['key']),
    environment: text(trial['environment']),
    entered: number(trial['entered']),
    identified: number(trial['identified']),
    found: number(trial['found']),
    live: number(trial['live']),
    stays: list(number)(trial['stays'])
  }
}

function observedOf(value: unknown): Observed {
  const observed = fields(value)
  return { overlay: overlayOf(observed['overlay']), pins: optional(list(pinOf))(observed['pins']) }
}

function pinOf(value: unknown): KeptPin {
  const pin = fields(value)
  return { resource: resourceOf(pin['resource']), container: text(pin['container']), image: text(pin['image']) }
}

function resourceOf(value: unknown): ResourceId {
  const id = fields(value)
  return { group: text(id['group']), version: text(id['version']), kind: text(id['kind']), namespace: optional(text)(id['namespace']), name: text(id['name']) }
}

function overlayOf(value: unknown): Overlay {
  const overlay = fields(value)
  return {
    application: text(overlay['application']),
    environment: text(overlay['environment']),
    variant: optional(text)(overlay['variant']),
    path: text(overlay['path'])
  }
}

function fields(value: unknown): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new TypeError('no mapping')
  // The decoder: an object that is no list has string keys and values of any sort.
  return value as Fields
}

function text(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('no text')
  return value
}

function number(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new TypeError('no number')
  return value
}

function boolean(value: unknown): boolean {
  if (typeof value !== 'boolean') throw new TypeError('neither true nor false')
  return value
}

function list<T>(read: Reader<T>): Reader<readonly T[]> {
  return (value) => {
    if (!Array.isArray(value)) throw new TypeError('no list')
    return value.map((item: unknown) => read(item))
  }
}

function optional<T>(read: Reader<T>): Reader<T | null> {
  return (value) => (value === null ? null : read(value))
}

function oneOf<T extends string>(choices: readonly T[]): Reader<T> {
  return (value) => {
    const found = choices.find((each) => each === value)
    if (found === undefined) throw new TypeError('no such word')
    return found
  }
}
