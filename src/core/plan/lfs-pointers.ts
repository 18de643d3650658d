// Files that Git LFS keeps elsewhere: what is in git are three lines about them, and kustomize takes these for the file.

import type { RenderFailure } from '../model/render.ts'
import { isOrdinary } from '../model/tree.ts'
import type { Build } from './plan.ts'

/** The first line of a pointer, and of nothing else (git-lfs, docs/spec.md, "The Pointer"). */
const POINTER = 'version https://git-lfs.github.com/spec/v1\n'

/**
 * A failure that says which of the overlay's files are pointers; as it is where none is. A generator may hold a pointer, and is judged by
 * it: pointers are equal where the contents are.
 */
export function withPointers(failure: RenderFailure, build: Build): RenderFailure {
  const pointers = failure.code === 'render-failed' ? pointersIn(build) : []
  return pointers.length === 0 ? failure : { ...failure, reason: `${failure.reason}\n${told(pointers)}` }
}

/** kustomize passes over a schema that it cannot read, and merges lists by another one. null where that cannot have happened. */
export function unreadSchema(build: Build): RenderFailure | null {
  const { tree, closure } = build
  if (!closure.kustomizations.some((file) => /openapi/i.test(tree.text(file) ?? ''))) return null
  const pointers = pointersIn(build)
  const [file = null] = pointers
  return file === null ? null : { kind: 'failed', code: 'render-failed', reason: told(pointers), file, line: 1, limit: null }
}

function pointersIn({ tree, closure }: Build): readonly string[] {
  return closure.files.flatMap(({ path, entry }) => (isOrdinary(entry) && tree.text(path)?.startsWith(POINTER) === true ? [path] : []))
}

function told([first = '', ...more]: readonly string[]): string {
  const others = more.length === 0 ? '' : ` (and ${more.length} more)`
  return `${first}${others} is a Git LFS pointer: its content is not in git, so nobody can judge it here; keep what kustomize reads out of Git LFS`
}
