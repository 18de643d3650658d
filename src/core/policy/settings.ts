// What the inputs say about this run: everything that is no policy.

import { UserError } from '../model/error.ts'
import type { Finding } from '../model/finding.ts'
import { joinPath } from '../model/repo-path.ts'
import type { PlannedTip, Shard } from '../model/shard.ts'
import { MOST_SHARDS } from '../model/shard.ts'
import type { Field } from './field.ts'
import { label, mismatch, readBoolean } from './field.ts'
import { inputField } from './input-node.ts'
import type { RawInputs } from './input-node.ts'
import { INPUTS } from './inputs.ts'
import { suggest } from './nearest.ts'
import { problemList, quote, toFindings } from './problem.ts'
import type { Complain } from './problem.ts'

export type KustomizeChoice =
  /** As written; may be relative to the working directory. */
  | { readonly kind: 'path'; readonly path: string }
  /** With `v`: `v5.8.1`. */
  | { readonly kind: 'version'; readonly version: string }

export type Settings = {
  readonly reportOnly: boolean
  /** Path in the repository of a policy file that must exist; null: the default one, if it exists. */
  readonly config: string | null
  readonly kustomize: KustomizeChoice | null
  readonly base: string | null
  readonly checkName: string | null
  readonly checkRunId: number | null
  readonly reportDirectory: string | null
  /** As written; a relative one is relative to the process's own folder, as `reportDirectory` is. */
  readonly cacheDirectory: string | null
  readonly workingDirectory: string
  readonly githubToken: string | null
  /** The part of the affected applications that this run judges; null: all of them. */
  readonly shard: Shard | null
  /** What shards of a pull request or of a merge queue's entry take for the base branch's tip, given with `shard`. */
  readonly plannedTip: PlannedTip | null
}

export type SettingsReading =
  | { readonly kind: 'ok'; readonly settings: Settings }
  | { readonly kind: 'invalid'; readonly findings: readonly Finding<'config-invalid'>[] }

/** The oldest kustomize that is supported. */
const OLDEST: readonly number[] = [4, 5, 4]

/** Reads the inputs of scope `run`, and tells every input that does not exist. Problems come in a fixed order. */
export function readSettings(inputs: RawInputs): SettingsReading {
  const { complain, problems } = problemList()
  const names = INPUTS.map((input) => input.name)
  const field = (name: string): Field | null => {
    const text = Object.hasOwn(inputs, name) ? inputs[name] : undefined
    return text === undefined || text.trim() === '' ? null : inputField(name, text)
  }
  const read = <T>(name: string, reader: (field: Field, text: string, complain: Complain) => T | null): T | null => {
    const value = field(name)
    return value === null ? null : reader(value, (inputs[name] ?? '').trim(), complain)
  }
  const part = read('shard', readShard)
  const settings: Settings = {
    reportOnly: read('report-only', (value, _, c) => readBoolean(value, c)) ?? false,
    config: read('config', readConfigPath),
    kustomize: read('kustomize', readKustomize),
    base: read('base', readRevision),
    checkName: read('check-name', readLine),
    checkRunId: read('check-run-id', readId),
    reportDirectory: read('report-directory', readLine),
    cacheDirectory: read('cache-directory', readLine),
    workingDirectory: read('working-directory', readLine) ?? '.',
    // Never shown in a message, so not examined beyond its being one line.
    githubToken: read('github-token', (value, text, c) => (/\s/.test(text) ? hidden(value, c) : text)),
    shard: part?.shard ?? null,
    plannedTip: part?.plannedTip ?? null
  }
  for (const name of Object.keys(inputs).sort()) {
    if (!names.includes(name)) complain(null, `there is no input ${quote(name)}`, suggest(name, names, 'see the list of inputs'))
  }
  const findings = toFindings(problems(), '')
  return findings.length === 0 ? { kind: 'ok', settings } : { kind: 'invalid', findings }
}

/** The settings, where there is no report to put a finding into. Throws a UserError `config-invalid` for the first thing that is wrong. */
export function requireSettings(inputs: RawInputs): Settings {
  const reading = readSettings(inputs)
  if (reading.kind === 'ok') return reading.settings
  const [first] = reading.findings
  throw new UserError('config-invalid', first?.args.problem ?? 'an input is invalid', { help: first?.args.help ?? '' })
}

function readLine(field: Field, text: string, complain: Complain): string | null {
  return /\p{Cc}/u.test(text) ? mismatch(field, 'one line of text', 'remove line breaks and control characters', complain) : text
}

function readConfigPath(field: Field, text: string, complain: Complain): string | null {
  const path = joinPath('', text)
  if (path !== null && path !== '' && !/[\p{Cc}\\]/u.test(path)) return path
  return mismatch(field, 'a file in the repository', 'write a path relative to the repository, as in `.github/parity-gate.yaml`', complain)
}

function readKustomize(field: Field, text: string, complain: Complain): KustomizeChoice | null {
  const version = /^(?:kustomize\/)?v?(\d{1,4})\.(\d{1,4})\.(\d{1,4})$/.exec(text)
  if (version !== null) {
    const numbers = version.slice(1).map(Number)
    if (older(numbers, OLDEST)) return mismatch(field, `version ${OLDEST.join('.')} or later`, 'write a version such as `v5.8.1`', complain)
    return { kind: 'version', version: `v${numbers.join('.')}` }
  }
  if (/^v?\d+(?:\.\d+)*(?:[-+].*)?$|^(?:latest|stable)$/i.test(text)) {
    const help = 'write all three numbers, as in `v5.8.1`: builds must not change by themselves'
    return mismatch(field, 'a full version or a path', help, complain)
  }
  const path = readLine(field, text, complain)
  return path === null ? null : { kind: 'path', path }
}

function older(version: readonly number[], than: readonly number[]): boolean {
  const at = version.findIndex((number, index) => number !== than[index])
  return at >= 0 && (version[at] ?? 0) < (than[at] ?? 0)
}

/** What could be taken for an option of git's, or names nothing, is refused here; whether the revision exists, git says. */
function readRevision(field: Field, text: string, complain: Complain): string | null {
  if (!text.startsWith('-') && !/[\s\p{Cc}]|\.\./u.test(text)) return text
  return mismatch(field, 'one revision', 'write a branch, a tag or a commit id, as in `origin/main`', complain)
}

function readId(field: Field, text: string, complain: Complain): number | null {
  const id = /^\d{1,15}$/.test(text) ? Number(text) : 0
  return id > 0 ? id : mismatch(field, 'the number of a check run', 'leave it out: the default is the job\'s own', complain)
}

/** `1/1` is a shard as well, so that a matrix of one works; after `@` a plan may have nothing to hand over. */
function readShard(field: Field, text: string, complain: Complain): Pick<Settings, 'shard' | 'plannedTip'> | null {
  const [part = '', tip = '', ...more] = text.split('@')
  const planned = /^([0-9a-f]{40}|[0-9a-f]{64})\/(\d{1,9})$/.exec(tip)
  if (more.length > 0 || (tip !== '' && planned === null)) {
    return mismatch(field, 'a part and what the plan found, such as `2/8@COMMIT/1`', 'write `${{ matrix.shard }}@${{ needs.plan.outputs.live }}`', complain)
  }
  const match = /^(\d{1,9})\/(\d{1,9})$/.exec(part)
  const [index, of] = [Number(match?.[1] ?? 0), Number(match?.[2] ?? 0)]
  if (of > MOST_SHARDS) return mismatch(field, `one of at most ${String(MOST_SHARDS)} parts`, 'a matrix of GitHub\'s makes no more jobs', complain)
  const plannedTip = planned === null ? null : { commit: planned[1] ?? '', attempt: Number(planned[2]) }
  if (index >= 1 && index <= of) return { shard: { index, of }, plannedTip }
  return mismatch(field, 'a part such as `2/8`', 'the first number counts from 1 to the second', complain)
}

function hidden(field: Field, complain: Complain): null {
  complain(null, `${label(field)} must be one word`, 'pass a token such as `${{ github.token }}`')
  return null
}
