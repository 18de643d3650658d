// One line of a backtest's state file: what was found at a commit, so that an interrupted run can go on.

import type { BacktestChange } from '../model/backtest.ts'
import { sha256Hex } from '../model/hash.ts'
import type { Overlay } from '../model/overlay.ts'
import type { ResourceId } from '../model/resource.ts'
import { decodeRecord } from './decode.ts'

/** A pin as a record keeps it: enough to know how long each container ran what. */
export type KeptPin = { readonly resource: ResourceId; readonly container: string; readonly image: string }

/** What an overlay ran from a commit on; null: it could not be rendered, so that what was live stays. */
export type Observed = { readonly overlay: Overlay; readonly pins: readonly KeptPin[] | null }

export type BacktestRecord = {
  readonly commit: string
  /** The ladder's names in promotion order, as the commit has it. */
  readonly environments: readonly string[]
  /** null: the commit touches no overlay, or the replay starts from it. */
  readonly change: BacktestChange | null
  /** Overlays that the commit changes; where the replay starts, all of them. */
  readonly observed: readonly Observed[]
}

const MARK = 16

/** A line without its end: a checksum, a blank, JSON. */
export function writeRecord(record: BacktestRecord): string {
  const json = JSON.stringify(record)
  return `${sha256Hex(json).slice(0, MARK)} ${json}`
}

/** The record of a line; null where the line is damaged or none of ours. */
export function readRecord(line: string): BacktestRecord | null {
  const json = line.slice(MARK + 1)
  if (line.charAt(MARK) !== ' ' || sha256Hex(json).slice(0, MARK) !== line.slice(0, MARK)) return null
  try {
    return decodeRecord(JSON.parse(json))
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return null
    throw error
  }
}
