// The event that started the run, decoded.

export type GateEvent =
  | { readonly kind: 'pull_request'; readonly number: number; readonly headSha: string; readonly baseRef: string }
  | { readonly kind: 'merge_group'; readonly headSha: string; readonly baseSha: string; readonly baseRef: string }
  /** before is null when the branch was created by this push. */
  | { readonly kind: 'push'; readonly before: string | null; readonly after: string }
  | { readonly kind: 'schedule' }
  | { readonly kind: 'workflow_dispatch' }
