// The revisions that a run works on, and what the gate asks of its edges.

import type { Fetched } from '../core/model/fetched.ts'
import type { History } from '../core/model/history.ts'
import type { Clock } from '../core/model/ledger.ts'
import type { SignalKind, SignalLook } from '../core/model/signal.ts'
import type { Network } from '../core/model/network.ts'
import type { Build } from '../core/plan/plan.ts'
import type { Tree } from '../core/model/tree.ts'

/** `before`: what the change is compared with; `live`: the base branch's tip now; `head`: the change applied. */
export type Revisions = { readonly head: Tree; readonly before: Tree | null; readonly live: Tree | null }

/** Each tree once. */
export function distinctTrees({ head, before, live }: Revisions): readonly Tree[] {
  return [...new Set([head, before, live])].filter((tree) => tree !== null)
}

export type BuildFlags = {
  readonly loadRestrictor: 'root-only' | 'none'
  readonly enableHelm: boolean
  /** The only hosts that a build can reach. */
  readonly allowRemote: readonly string[]
  /** Seconds and megabytes for one build, and seconds for the run. */
  readonly buildSeconds: number
  readonly outputMegabytes: number
  readonly memoryMegabytes: number
  readonly totalSeconds: number
  /** null: one a core. */
  readonly parallelism: number | null
}

/** What became of one `kustomize build`, not yet read. */
export type BuildOutput = BuildEnd & {
  /** What it asked for outside; absent where it could not. */
  readonly network?: Network
}

type BuildEnd =
  | { readonly kind: 'ok'; readonly stdout: string; readonly stderr: string; readonly milliseconds: number }
  /** `temporary` is the folder to take out of kustomize's words. */
  | { readonly kind: 'failed'; readonly stderr: string; readonly temporary: string; readonly milliseconds: number }
  | { readonly kind: 'limit'; readonly limit: 'build-seconds' | 'output-megabytes' | 'memory-megabytes' | 'total-seconds'; readonly milliseconds: number }

/** Texts kept on disk; keys are hexadecimal, null: there is none. */
export type OutputStore = { readonly read: (key: string) => string | null; readonly write: (key: string, text: string) => void }

/** Texts kept from run to run. `salt`: a secret of the place where they are kept. */
export type RenderCache = OutputStore & { readonly salt: string }

/** What the gate needs from outside: file contents in bulk, and builds. */
export type GateEdges = {
  readonly prefetch: (tree: Tree, paths: readonly string[]) => Promise<void>
  /**
   * `admit` is asked about each build when its sources are loaded, before kustomize sees them. `take` gets each result as soon as it and
   * all before it are there, in the order of the builds; null: it was not admitted. `handed` is called when kustomize has all that it
   * can have at a time; perhaps never, where builds are refused or fail.
   */
  readonly build: (
    builds: readonly Build[],
    flags: BuildFlags,
    admit: (build: Build) => boolean,
    take: (output: BuildOutput | null, index: number) => void,
    handed?: () => void
  ) => Promise<void>
  /** One build with some files' texts replaced by path, in a temporary tree of its own. */
  readonly buildEdited: (build: Build, texts: ReadonlyMap<string, string>, flags: BuildFlags) => Promise<BuildOutput>
  /** Seconds since the run began. */
  readonly elapsed: () => number
  /** Version and source of the kustomize in use; null before it was needed. */
  readonly kustomize: () => string | null
  /** What all builds so far have fetched over the network. */
  readonly fetched: () => readonly Fetched[]
  /** What tells one kustomize from another that may print something else. */
  readonly identify: () => Promise<string>
  /** Takes renders that memory has no room for, for this run. */
  readonly outputs: OutputStore
  /** Null: nothing is kept between runs. */
  readonly cache: RenderCache | null
}

/** What the ledger asks of the repository. All errors that a user can mend are UserErrors `history-unavailable`. */
export type HistoryEdges = {
  /** First-parent history of a commit back to `since` (seconds since the epoch), fetched as far as it is missing; contents are not. */
  readonly history: (tip: string, since: number) => Promise<History>
  /** Loads contents by blob id, what is missing in one fetch. Known ids cost nothing; others may be looked at as they come. */
  readonly load: (blobs: readonly string[], onText?: (blob: string, text: string) => void) => Promise<void>
  /** A loaded text; undefined for what was not loaded. */
  readonly blobText: (blob: string) => string | undefined
  /** By git's rename detection against the first parent: where each file that the commit adds was before. */
  readonly renames: (commit: string) => Promise<ReadonlyMap<string, string>>
}

/** What GitHub knows about commits of the base branch. Nothing here throws for what GitHub does. */
export type GitHubRecords = {
  /** When commits came to the branch, seconds since the epoch; absent where GitHub does not say. `order`: the branch, newest first. */
  readonly mergeTimes: (
    commits: readonly string[],
    order: readonly string[]
  ) => Promise<ReadonlyMap<string, { readonly time: number; readonly clock: Exclude<Clock, 'committed'> }>>
  /** Statuses, checks and deployments on commits, newest first. */
  readonly signals: (question: {
    readonly commits: readonly string[]
    readonly kinds: readonly SignalKind[]
    readonly wanted: (kind: SignalKind, name: string) => boolean
  }) => Promise<SignalLook>
}

/** Where evidence comes from: the repository's history, and GitHub where the run has it. */
export type EvidenceEdges = { readonly history: HistoryEdges; readonly github: GitHubRecords | null }
