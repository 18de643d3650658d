// What a build asked of the network, as its guards saw it.

/** Something outside that a build asked for. */
export type Contact = {
  /** Lower case, with a port that is not the scheme's; null where it cannot be told for certain. */
  readonly host: string | null
  /** Without credentials and query. Of what goes over TLS or ssh only the host is seen, unless git said which repository. */
  readonly address: string
  /** Of a repository: the branch, tag or commit that was asked for; null where none was, and for anything else. */
  readonly ref: string | null
}

export type Network = {
  /** What answered. */
  readonly reached: readonly Contact[]
  /** What the policy does not allow, and nobody was asked for. */
  readonly refused: readonly Contact[]
}
