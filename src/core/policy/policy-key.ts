// Every key of a policy and how it is read, whether it stands in the file or is an input.

import { DEFAULT_LIMITS } from '../model/policy.ts'
import type { Limits, Policy } from '../model/policy.ts'
import { readAxes } from './axis.ts'
import { readDuration } from './duration.ts'
import { readEnvironments } from './environment-ladder.ts'
import type { Field } from './field.ts'
import { mismatch, readBoolean, readChoice, readMapping, readWhole } from './field.ts'
import { readDeniedImages, readExemptImages, readImageFields, readPromotionKey } from './image-rule.ts'
import type { Complain } from './problem.ts'
import { readExclude, readHosts, readOverlayPatterns, readPlaceholders } from './repository-path.ts'
import { readSoak } from './soak.ts'
import { readWaivers } from './waiver-entry.ts'

/** Reads one key; what could not be read is told and left out. `file` is null for an input. */
type ReadKey = (field: Field, file: string | null, complain: Complain) => Partial<Policy>

const DAY = 86400
const LIMITS: readonly { readonly key: string; readonly member: keyof Limits; readonly least: number; readonly most: number }[] = [
  { key: 'build-seconds', member: 'buildSeconds', least: 1, most: DAY },
  { key: 'total-seconds', member: 'totalSeconds', least: 1, most: DAY },
  { key: 'output-megabytes', member: 'outputMegabytes', least: 1, most: 4096 },
  // Below this a Go program does not even start.
  { key: 'memory-megabytes', member: 'memoryMegabytes', least: 256, most: 2 ** 20 },
  { key: 'confirm-seconds', member: 'confirmSeconds', least: 0, most: DAY },
  { key: 'file-megabytes', member: 'fileMegabytes', least: 1, most: 64 },
  { key: 'source-megabytes', member: 'sourceMegabytes', least: 1, most: 1024 },
  { key: 'yaml-depth', member: 'yamlDepth', least: 20, most: 500 },
  { key: 'yaml-nodes', member: 'yamlNodes', least: 1000, most: 10_000_000 },
  { key: 'resources', member: 'resources', least: 1, most: 1_000_000 },
  { key: 'base-depth', member: 'baseDepth', least: 1, most: 1000 },
  { key: 'findings', member: 'findings', least: 1, most: 100_000 },
  { key: 'judge-megasteps', member: 'judgeMegasteps', least: 1, most: 100_000 }
]

/** Keys that are inputs too (action.yml: all inputs of scope `policy`), then those of the file alone. */
const KEYS: Readonly<Record<string, ReadKey>> = {
  environments: (field, _, complain) => given('environments', readEnvironments(field, complain)),
  overlays: (field, _, complain) => given('overlays', readOverlayPatterns(field, complain)),
  exclude: (field, _, complain) => given('exclude', readExclude(field, complain)),
  'allowed-axes': (field, file, complain) => given('axes', readAxes(field, file, complain)),
  'promotion-key': (field, _, complain) => given('promotionKey', readPromotionKey(field, complain)),
  soak: (field, file, complain) => given('soak', readSoak(field, file, complain)),
  'existing-drift': (field, _, complain) => given('existingDrift', readChoice(field, ['fail', 'warn'], complain)),
  'exempt-images': (field, _, complain) => given('exemptImages', readExemptImages(field, complain)),
  'load-restrictor': (field, _, complain) => given('loadRestrictor', readChoice(field, ['root-only', 'none'], complain)),
  'enable-helm': (field, _, complain) => given('enableHelm', readBoolean(field, complain)),
  'allow-remote': (field, _, complain) => given('allowRemote', readHosts(field, complain)),
  parallelism: (field, _, complain) => given('parallelism', readWhole(field, 1, 256, complain)),
  waivers: (field, file, complain) => given('waivers', readWaivers(field, file ?? '', complain)),
  'inline-waivers': (field, _, complain) => given('inlineWaivers', readInlineWaivers(field, complain)),
  'denied-images': (field, _, complain) => given('deniedImages', readDeniedImages(field, complain)),
  suspect: (field, _, complain) => given('suspect', readChoice(field, ['warn', 'deny'], complain)),
  history: (field, _, complain) => given('history', readDuration(field, '1d', '3650d', complain)),
  placeholders: (field, _, complain) => given('placeholders', readPlaceholders(field, complain)),
  'image-fields': (field, _, complain) => given('imageFields', readImageFields(field, complain)),
  limits: (field, _, complain) => given('limits', readLimits(field, complain))
}

/** All keys of the policy file but `version`. */
export const POLICY_KEYS: readonly string[] = Object.keys(KEYS)

/** What one key says; nothing for a key that does not exist. */
export function readKey(field: Field, file: string | null, complain: Complain): Partial<Policy> {
  return Object.hasOwn(KEYS, field.name) ? (KEYS[field.name]?.(field, file, complain) ?? {}) : {}
}

function given<K extends keyof Policy>(key: K, value: Policy[K] | null): Partial<Policy> {
  if (value === null) return {}
  const part: Partial<Record<K, Policy[K]>> = {}
  part[key] = value
  return part
}

function readInlineWaivers(field: Field, complain: Complain): Policy['inlineWaivers'] | null {
  const { node } = field
  if (node.kind === 'boolean') return node.value ? 'true' : 'false'
  if (node.kind === 'text' && node.value === 'base') return 'base'
  const help = 'write `true`, `base` (only those already merged) or `false`, without quotes'
  return mismatch(field, '`true`, `base` or `false`', help, complain)
}

function readLimits(field: Field, complain: Complain): Limits | null {
  const members = readMapping(field, 'the limits', LIMITS.map((limit) => limit.key), complain)
  if (members === null) return null
  return LIMITS.reduce<Limits>((limits, { key, member, least, most }) => {
    const value = members.get(key)
    const number = value === null ? null : readWhole(value, least, most, complain)
    return number === null ? limits : { ...limits, [member]: number }
  }, DEFAULT_LIMITS)
}
