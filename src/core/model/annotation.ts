// An annotation as GitHub's Checks API takes it, in our own names; edges translate.

export type AnnotationLevel = 'failure' | 'warning' | 'notice'

export type Annotation = {
  /** Relative to the repository. */
  readonly path: string
  readonly startLine: number
  readonly endLine: number
  /** Only where startLine equals endLine. */
  readonly startColumn: number | null
  readonly level: AnnotationLevel
  readonly title: string
  readonly message: string
  readonly rawDetails: string | null
}

/** What a check run shows besides its annotations. */
export type CheckOutput = { readonly title: string; readonly summary: string; readonly text: string }
