// Kubernetes' own Secret, whose values never leave the process.

import type { ResourceId } from './resource.ts'

/** The annotation in which `kubectl apply` repeats the whole resource. */
export const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'

export function isSecret({ group, kind }: ResourceId): boolean {
  return group === '' && kind === 'Secret'
}
