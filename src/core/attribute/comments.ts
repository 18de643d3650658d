// The real comments of a source file: those that YAML's own lexer sees, also inside inline patches, and lines with `#` in env files.

import { CST, Lexer } from 'yaml'
import { isKustomizationFile } from '../model/kustomization.ts'
import { isReadable } from '../model/yaml-shape.ts'
import { parseSource } from './parse-source.ts'
import type { SourceText } from './source-text.ts'
import { markAt, wholeFile } from './source-text.ts'
import type { Traced } from './traced.ts'
import { fieldOf, itemsOf } from './traced.ts'

export type Comment = {
  /** From 1. */
  readonly line: number
  /** From the `#` to the end of the line. */
  readonly text: string
  /** Nothing else is on its line. */
  readonly alone: boolean
}

/** Comments of a file in order of their lines; none for a file of a kind that has no comments. */
export function commentsOf(file: string, text: string): readonly Comment[] {
  if (!isReadable(text)) return []
  const name = file.slice(file.lastIndexOf('/') + 1)
  const source = wholeFile(file, text)
  if (isKustomizationFile(file)) return [...yamlComments(source), ...inlinePatches(source).flatMap(yamlComments)].sort(byLine)
  if (/\.ya?ml$/i.test(name)) return yamlComments(source)
  return /(^|\.)env(\.|$)|\.(properties|ini|conf|cfg)$/i.test(name) ? hashLines(source) : []
}

function byLine(a: Comment, b: Comment): number {
  return a.line - b.line
}

function yamlComments(source: SourceText): readonly Comment[] {
  const found: Comment[] = []
  let line = 1
  let before = ''
  let scalar = false
  for (const token of new Lexer().lex(source.text)) {
    const type = CST.tokenType(token)
    // The token behind a scalar mark is its text, whatever it looks like; two others stand for no text at all.
    if (!scalar && (type === 'doc-mode' || type === 'flow-error-end')) continue
    if (!scalar && type === 'scalar') {
      scalar = true
      continue
    }
    if (!scalar && type === 'comment') {
      const at = markAt(source, line, null).line
      if (at !== null && source.step === 1) found.push({ line: at, text: token.trimEnd(), alone: before.trim() === '' })
    }
    scalar = false
    const newlines = token.split('\n')
    line += newlines.length - 1
    before = newlines.length > 1 ? (newlines.at(-1) ?? '') : before + token
  }
  return found
}

/** The block scalars of a kustomization that hold patches: their comments are comments; those in a literal's text are text. */
function inlinePatches(source: SourceText): readonly SourceText[] {
  const root = parseSource(source)?.[0]
  const written: readonly (Traced | undefined)[] = [
    ...itemsOf(fieldOf(root, 'patchesStrategicMerge')),
    ...['patches', 'patchesJson6902'].flatMap((field) => itemsOf(fieldOf(root, field)).map((entry) => fieldOf(entry, 'patch')))
  ]
  return written.flatMap((node) => (node?.kind === 'scalar' && node.inner !== null && node.inner.step === 1 ? [node.inner] : []))
}

function hashLines(source: SourceText): readonly Comment[] {
  return source.text.split(/\r?\n/).flatMap((text, index) => {
    const comment = text.trim()
    return comment.startsWith('#') ? [{ line: index + 1, text: comment, alone: true }] : []
  })
}
