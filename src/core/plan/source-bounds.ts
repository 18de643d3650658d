// What sources may be like before kustomize sees them: it has no guard of its own, and thirteen lines of aliases took 10.8 GB.

import type { Closure } from '../model/closure.ts'
import type { Limits } from '../model/policy.ts'
import type { RenderFailure } from '../model/render.ts'
import type { Tree } from '../model/tree.ts'
import { isOrdinary } from '../model/tree.ts'
import { tooManyNodes } from '../model/yaml-nodes.ts'
import { yamlShape } from '../model/yaml-shape.ts'

export type SourceLimits = Pick<Limits, 'fileMegabytes' | 'sourceMegabytes' | 'yamlDepth' | 'yamlNodes' | 'resources' | 'baseDepth'>

/** The limit of the policy that an overlay's sources go over; null where they keep within all of them. */
export type SourceCheck = (tree: Tree, closure: Closure) => RenderFailure | null

type Complaint = { readonly limit: 'yaml-depth' | 'yaml-nodes'; readonly line: number; readonly reason: string }
type Measured = { readonly megabytes: number; readonly documents: number; readonly complaint: Complaint | null }

const MEGABYTE = 1_000_000
/** An inline transformer that holds an inline patch, and then some; nobody goes on from there in earnest. */
const MOST_EMBEDDED = 6

/** A check that looks at each content once, by its blob id. Asks the tree for the text of every file: load them before. */
export function createSourceCheck(limits: SourceLimits): SourceCheck {
  const byBlob = new Map<string, Measured>()
  const measured = (blob: string, text: string): Measured => {
    const known = byBlob.get(blob) ?? measure(text, limits)
    byBlob.set(blob, known)
    return known
  }
  return (tree, closure) => {
    const named = namesTooMuch(closure, limits)
    if (named !== null) return named
    let [megabytes, documents] = [0, 0]
    for (const { path, entry } of closure.files) {
      if (!isOrdinary(entry)) continue
      const file = measured(entry.blob, byBlob.has(entry.blob) ? '' : (tree.text(path) ?? ''))
      megabytes += file.megabytes
      documents += file.documents
      const broken = ofFile(file, path, limits)
      if (broken !== null) return broken
      if (megabytes > limits.sourceMegabytes) {
        return exceeded('source-megabytes', `the files of the overlay hold more than ${limits.sourceMegabytes} MB together`, path)
      }
      if (documents > limits.resources) return exceeded('resources', `the files of the overlay hold more than ${limits.resources} documents`, path)
    }
    return null
  }
}

function ofFile({ megabytes, complaint }: Measured, path: string, { fileMegabytes }: SourceLimits): RenderFailure | null {
  if (megabytes > fileMegabytes) return exceeded('file-megabytes', `\`${path}\` holds more than ${fileMegabytes} MB`, path)
  return complaint === null ? null : exceeded(complaint.limit, `\`${path}\` ${complaint.reason}`, path, complaint.line)
}

function namesTooMuch({ root, files, missing, nesting }: Closure, { resources, baseDepth }: SourceLimits): RenderFailure | null {
  const file = files.find(({ path }) => path.startsWith(`${root}/`) || root === '')?.path ?? null
  if (nesting.depth > baseDepth) return exceeded('base-depth', `kustomizations use one another over more than ${baseDepth} levels`, file)
  if (nesting.loads > resources) return exceeded('resources', `kustomizations would be read more than ${resources} times`, file)
  return files.length + missing.length > resources ? exceeded('resources', `the overlay names more than ${resources} files`, file) : null
}

/** Megabytes as UTF-8 has them at least; what is too large is not looked into. */
function measure(text: string, limits: SourceLimits): Measured {
  const megabytes = text.length / MEGABYTE
  if (megabytes > limits.fileMegabytes) return { megabytes, documents: 0, complaint: null }
  return { megabytes, documents: documentsIn(text), complaint: complaintAbout(text, limits, MOST_EMBEDDED) }
}

function documentsIn(text: string): number {
  let documents = 1
  for (let at = text.indexOf('\n---'); at >= 0; at = text.indexOf('\n---', at + 1)) documents++
  return documents
}

function complaintAbout(text: string, limits: SourceLimits, embedded: number): Complaint | null {
  const { tooDeep, aliases, texts } = yamlShape(text, limits.yamlDepth)
  if (tooDeep !== null) return { limit: 'yaml-depth', line: tooDeep, reason: `nests deeper than ${limits.yamlDepth} levels` }
  const repeated = aliases ? tooManyNodes(text, limits.yamlNodes) : null
  const reason = `has more than ${limits.yamlNodes} values once its aliases are spelled out`
  if (repeated !== null) return { limit: 'yaml-nodes', line: repeated, reason }
  for (const inner of texts) {
    const found = embedded === 0 ? { limit: 'yaml-depth' as const, line: 1, reason: 'holds YAML in YAML too often' } : complaintAbout(inner.text, limits, embedded - 1)
    if (found !== null) return { ...found, line: inner.line + (inner.literal ? found.line - 1 : 0) }
  }
  return null
}

function exceeded(limit: string, reason: string, file: string | null, line: number | null = null): RenderFailure {
  return { kind: 'failed', code: 'limit-exceeded', reason, file, line, limit }
}
