// Which policy decides: the one from before the change, so that a change cannot loosen what judges it.

import { UserError } from '../core/model/error.ts'
import type { Finding } from '../core/model/finding.ts'
import { finding } from '../core/model/finding.ts'
import type { Policy } from '../core/model/policy.ts'
import { DEFAULT_POLICY } from '../core/model/policy.ts'
import { fileLocation } from '../core/model/source.ts'
import type { Tree } from '../core/model/tree.ts'
import type { PolicyReading, RawInputs } from '../core/policy/read-policy.ts'
import { readPolicy } from '../core/policy/read-policy.ts'
import type { Revisions } from './trees.ts'

const DEFAULT_PATH = '.github/parity-gate.yaml'

export type PolicySource = {
  readonly inputs: RawInputs
  /** The `config` input; null: the default path, if it exists. */
  readonly config: string | null
  /** `before`: on a pull request or in the queue. `head`: the judged revision's own file counts. */
  readonly trust: 'before' | 'head'
}

export type Policies = {
  readonly deciding: Policy
  /** The change's own policy where it differs from the deciding one; null otherwise. */
  readonly proposed: Policy | null
  /** The policy file as the change leaves it; null where there is none. */
  readonly file: string | null
  readonly findings: readonly Finding[]
}

/** Where the policy file is, if there is one. */
export function policyPath({ config }: PolicySource): string {
  return config ?? DEFAULT_PATH
}

/** Reads the policy at the revisions that count. A file that is named but nowhere to be found throws a UserError. */
export function choosePolicies(source: PolicySource, revisions: Revisions): Policies {
  const path = policyPath(source)
  const { before, head } = revisions
  const headText = head.text(path)
  const beforeText = before?.text(path)
  if (source.config !== null && headText === undefined && beforeText === undefined) {
    throw new UserError('config-invalid', `the policy file \`${path}\` does not exist`, {
      help: 'Give the path relative to the repository, or leave `config` out to use the defaults.'
    })
  }
  const file = headText === undefined ? null : path
  const read = (text: string | undefined): PolicyReading =>
    readPolicy({ inputs: source.inputs, file: text === undefined ? null : { path, text } })
  const own = read(headText)
  if (own.kind === 'invalid') return { deciding: DEFAULT_POLICY, proposed: null, file, findings: own.findings }
  if (source.trust === 'head' || before === null || beforeText === headText) {
    return { deciding: own.policy, proposed: null, file, findings: [] }
  }
  const earlier = read(beforeText)
  if (earlier.kind === 'ok') return { deciding: earlier.policy, proposed: own.policy, file, findings: [] }
  // Only the earlier file is broken: inputs and defaults decide, so that it can be repaired.
  const inputs = read(undefined)
  const repaired = finding('policy-changed', 'warning', { what: 'earlier-invalid', verdict: null, errors: 0 }, { location: fileLocation(path) })
  return { deciding: inputs.kind === 'ok' ? inputs.policy : DEFAULT_POLICY, proposed: own.policy, file, findings: [repaired] }
}

/** Says that the workflow which runs the gate is changed by the change. */
export function workflowFinding(workflow: string | null, before: Tree | null, head: Tree): readonly Finding[] {
  if (workflow === null || before === null) return []
  if (before.entries.get(workflow)?.blob === head.entries.get(workflow)?.blob) return []
  return [finding('policy-changed', 'warning', { what: 'workflow', verdict: null, errors: 0 }, { location: fileLocation(workflow) })]
}
