// From what `kustomize build` printed to resources with an identity.

import { loadAll, YAMLException } from 'js-yaml'
import type { RenderFailure, RenderOutcome } from '../model/render.ts'
import { formatResourceId, isMapping, type Mapping, type Resource, type ResourceId, type Value } from '../model/resource.ts'
import { OUTPUT_SCHEMA } from './output-schema.ts'

/** Generated schemas of custom resources nest deeply; js-yaml stops at 100 by itself. */
export const DEEPEST = 500
const LONGEST_QUOTE = 200

/**
 * Reads the output of one build. `warnings` are the lines that kustomize wrote to standard error meanwhile.
 * Not YAML, a document that is no resource, two resources of one identity, or none at all: `render-invalid`.
 */
export function readRender(stdout: string, warnings: readonly string[] = []): RenderOutcome {
  const documents = parse(stdout)
  return typeof documents === 'string' ? invalid(documents) : renderOf(documents, warnings)
}

/** Gives documents their identity; `render-invalid` as in readRender. */
export function renderOf(documents: readonly Value[], warnings: readonly string[]): RenderOutcome {
  const resources: Resource[] = []
  const seen = new Map<string, ResourceId>()
  for (const [index, document] of documents.entries()) {
    if (document === null) continue
    if (!isMapping(document)) return invalid(`document ${index + 1} of the output is not a mapping`)
    const id = identify(document)
    if (typeof id === 'string') return invalid(`document ${index + 1} of the output ${id}`)
    const key = [id.group, id.kind, id.namespace ?? '', id.name].join('\n')
    const earlier = seen.get(key)
    if (earlier !== undefined) {
      return invalid(`two resources have one identity: ${formatResourceId(earlier)} and ${formatResourceId(id)}`)
    }
    seen.set(key, id)
    resources.push({ id, body: document })
  }
  if (resources.length === 0) return invalid('rendered nothing')
  return { kind: 'built', resources, warnings }
}

/** The documents, or what is wrong with the text. */
function parse(stdout: string): readonly Value[] | string {
  const options = { schema: OUTPUT_SCHEMA, maxDepth: DEEPEST }
  try {
    // The schema makes nothing but the members of Value.
    return loadAll(stdout, null, options) as Value[]
  } catch (error) {
    if (error instanceof YAMLException) return `the output is not YAML: ${firstLine(error.message)}`
    if (error instanceof RangeError) return 'the output is nested too deeply to be read'
    throw error
  }
}

/** The identity, or what is missing for one. */
function identify(body: Mapping): ResourceId | string {
  const kind = text(body, 'kind')
  if (kind === null) return 'has no kind'
  const metadata = Object.hasOwn(body, 'metadata') ? body['metadata'] : undefined
  const name = isMapping(metadata) ? text(metadata, 'name') : null
  if (name === null) return `(kind ${kind.slice(0, LONGEST_QUOTE)}) has no metadata.name`
  const apiVersion = text(body, 'apiVersion') ?? ''
  const slash = apiVersion.indexOf('/')
  return {
    group: slash < 0 ? '' : apiVersion.slice(0, slash),
    version: apiVersion.slice(slash + 1),
    kind,
    namespace: isMapping(metadata) ? text(metadata, 'namespace') : null,
    name
  }
}

/** A field's text; null where it is absent, empty or no text. */
function text(mapping: Mapping, field: string): string | null {
  const value = Object.hasOwn(mapping, field) ? mapping[field] : undefined
  return typeof value === 'string' && value !== '' ? value : null
}

function firstLine(message: string): string {
  return (message.split('\n')[0] ?? message).slice(0, LONGEST_QUOTE)
}

function invalid(reason: string): RenderFailure {
  return { kind: 'failed', code: 'render-invalid', reason, file: null, line: null, limit: null }
}
