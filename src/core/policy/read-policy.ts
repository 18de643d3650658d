// The policy of a run: defaults, then the policy file, then inputs, key by key.

import type { Finding } from '../model/finding.ts'
import { DEFAULT_POLICY } from '../model/policy.ts'
import type { Policy } from '../model/policy.ts'
import { checkEnvironmentNames, resolveEnvironmentNames } from './check-environments.ts'
import { unknownKey } from './field.ts'
import type { Field } from './field.ts'
import { inputField } from './input-node.ts'
import type { RawInputs } from './input-node.ts'
import { INPUTS } from './inputs.ts'
import { parsePolicyText } from './policy-node.ts'
import type { PolicyNode } from './policy-node.ts'
import { POLICY_KEYS, readKey } from './policy-key.ts'
import { problemList, quote, toFindings } from './problem.ts'
import type { Complain } from './problem.ts'

export type { RawInputs } from './input-node.ts'

/** `path` is relative to the repository and shown in findings. */
export type PolicyFile = { readonly path: string; readonly text: string }

export type PolicyReading =
  | { readonly kind: 'ok'; readonly policy: Policy }
  /** Everything that is wrong, in the order of the file; problems of inputs come last and have no location. */
  | { readonly kind: 'invalid'; readonly findings: readonly Finding<'config-invalid'>[] }

const VERSION_HELP = 'start the file with `version: 1`'

/**
 * Joins what the inputs and the file say. Inputs that are no part of the policy are left to readSettings. Environment
 * names are checked and resolved where the policy declares its environments; else call checkEnvironmentNames and
 * resolveEnvironmentNames when they are known.
 */
export function readPolicy(source: { readonly inputs: RawInputs; readonly file: PolicyFile | null }): PolicyReading {
  const { complain, problems } = problemList()
  const { file } = source
  const root = file === null ? null : parsePolicyText(file.text, complain)
  const fromFile = file === null || root === null ? {} : readFile(file.path, root, complain)
  const fromInputs = readInputs(source.inputs, complain)
  const joined: Policy = { ...DEFAULT_POLICY, ...fromFile, ...fromInputs }
  const policy = fromInputs.soak === undefined ? joined : withoutOwnSoaks(joined)
  refuseShortHistory(policy, root, complain)
  const findings = [
    ...toFindings(problems(), file?.path ?? ''),
    ...(policy.environments === null ? [] : checkEnvironmentNames(policy, policy.environments))
  ]
  if (findings.length === 0) {
    return { kind: 'ok', policy: policy.environments === null ? policy : resolveEnvironmentNames(policy, policy.environments) }
  }
  return { kind: 'invalid', findings: findings.sort((a, b) => place(a) - place(b)) }
}

function readFile(path: string, root: PolicyNode, complain: Complain): Partial<Policy> {
  if (root.kind === 'nothing') {
    complain({ line: 1, column: 1 }, 'the policy file is empty', VERSION_HELP)
    return {}
  }
  if (root.kind !== 'mapping') {
    complain(root.at, 'the policy file must be a mapping of keys', VERSION_HELP)
    return {}
  }
  const version = root.entries.find((entry) => entry.key === 'version')
  if (version === undefined) complain(root.at, 'the policy file does not say its `version`', VERSION_HELP)
  else if (version.value.kind !== 'number' || version.value.value !== 1) {
    complain(version.value.at, '`version` must be `1`, the only one there is', 'write `version: 1`')
  }
  const parts = root.entries.map((entry): Partial<Policy> => {
    if (entry.key === 'version') return {}
    if (POLICY_KEYS.includes(entry.key)) return readKey({ name: entry.key, input: false, node: entry.value }, path, complain)
    if (INPUTS.some((input) => input.name === entry.key)) {
      const help = 'set it under `with:` in the workflow, or as an option of the command line'
      complain(entry.at, `${quote(entry.key)} is an input of the Action, not a key of the policy file`, help)
    } else unknownKey(entry, 'the policy file', ['version', ...POLICY_KEYS], complain)
    return {}
  })
  return join(parts)
}

function readInputs(inputs: RawInputs, complain: Complain): Partial<Policy> {
  const fields = INPUTS.flatMap(({ name, scope }): Field[] => {
    const text = Object.hasOwn(inputs, name) ? inputs[name] : undefined
    return scope !== 'policy' || text === undefined || text.trim() === '' ? [] : [inputField(name, text)]
  })
  return join(fields.map((field) => readKey(field, null, complain)))
}

/** An input wins over all that the file says about the same, wherever the file says it. */
function withoutOwnSoaks(policy: Policy): Policy {
  return { ...policy, environments: policy.environments?.map((environment) => ({ ...environment, soak: null })) ?? null }
}

/** A stay that is longer than the look-back cannot be shown, so such a soak would never be over. */
function refuseShortHistory(policy: Policy, root: PolicyNode | null, complain: Complain): void {
  const soaks = [...policy.soak.map(({ seconds }) => seconds), ...(policy.environments ?? []).map(({ soak }) => soak ?? 0)]
  if (policy.history >= Math.max(0, ...soaks)) return
  const entry = root?.kind === 'mapping' ? root.entries.find(({ key }) => key === 'history') : undefined
  complain(entry?.value.at ?? null, '`history` is shorter than a `soak`, so that no image could be shown to have soaked', 'look further back, or let images soak for less')
}

function join(parts: readonly Partial<Policy>[]): Partial<Policy> {
  return parts.reduce((joined, part) => ({ ...joined, ...part }), {})
}

function place(item: Finding<'config-invalid'>): number {
  return item.location === null ? Number.MAX_SAFE_INTEGER : item.location.line * 100_000 + (item.location.column ?? 0)
}
