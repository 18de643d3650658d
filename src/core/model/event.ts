// The event that started the run, decoded.

export type GateEvent =
  | { readonly kind: 'pull_request'; readonly number: number; readonly headSha: string; readonly baseRef: string }
  | { readonly kind: 'merge_group'; readonly headSha: string; readonly baseSha: string; readonly baseRef: string }
  /** before is null when the branch was created by this push. */
  | { readonly kind: 'push'; readonly before: string | null; readonly after: string }
  | { readonly kind: 'schedule' }
  | { readonly kind: 'workflow_dispatch' }

/** Whether the event is about a change that may or may not come in: then the policy before it decides, and its own head is what it publishes to. */
export function isProposed(event: GateEvent): event is Extract<GateEvent, { readonly headSha: string }> {
  return event.kind === 'pull_request' || event.kind === 'merge_group'
}
