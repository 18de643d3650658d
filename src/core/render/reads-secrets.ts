// Whether a policy has the values of Secrets read for what they say, so that hashes in their place would be judged wrongly.

import { matchName, matchResource } from '../model/glob.ts'
import type { PathPattern, Policy, ResourcePattern } from '../model/policy.ts'

const SECRET = { group: '', version: 'v1', kind: 'Secret', namespace: null, name: '' }

/**
 * True with an axis' `values` or an image field that could lie in the values of a Secret. The axis `environment-name` reads only
 * values that differ: those are seen to differ by their hashes too, and are then judged as they are.
 */
export function readsSecrets({ axes, imageFields }: Pick<Policy, 'axes' | 'imageFields'>): boolean {
  return axes.some((axis) => axis.kind === 'custom' && axis.values !== null && reaches(axis)) || imageFields.some(reaches)
}

function reaches({ resources, paths }: { readonly resources: readonly ResourcePattern[]; readonly paths: readonly PathPattern[] }): boolean {
  const secrets = resources.some((pattern) => matchResource({ ...pattern, name: null }, SECRET))
  return secrets && paths.some(([first]) => first !== undefined && ['data', 'stringData'].some((field) => matchName(first, field)))
}
