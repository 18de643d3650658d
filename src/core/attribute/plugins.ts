// `transformers` and `generators`: kustomize's builtin ones, configured by documents of their own, inline or in files.

import { readSpecs } from './field-specs.ts'
import type { FieldSpec } from './field-specs.ts'
import { generate, inScope } from './generators.ts'
import { withImage } from './images.ts'
import { withPairs } from './labels.ts'
import { withAffix, withNamespace } from './names.ts'
import { parseSource } from './parse-source.ts'
import { withPatch, withStrategicMerge } from './patches.ts'
import { withReplacements } from './replacements.ts'
import { withReplicas } from './replicas.ts'
import type { Traced } from './traced.ts'
import { fieldOf, itemsOf, scalarOf, scalarTextAt, textOf, tracedScalar } from './traced.ts'
import type { Layer, Step, TracedResource } from './traced-resource.ts'
import { doubted, unpackLists } from './traced-resource.ts'

/** Builds a folder of configurations as kustomize does, and gives its documents; null where it cannot be followed. */
export type BuildFolder = (folder: string) => readonly Traced[] | null

/** Inline documents come first, then files, as in kustomize; null for each entry that cannot be read. */
function configurations(field: Traced | undefined, layer: Layer, build: BuildFolder): readonly (Traced | null)[] {
  const inline: (Traced | null)[] = []
  const files: (Traced | null)[] = []
  for (const entry of itemsOf(field)) {
    if (entry.kind !== 'scalar') inline.push(null)
    else if (entry.text.includes('\n') || /^\s*\{/.test(entry.text)) {
      const documents = entry.inner === null ? null : parseSource(entry.inner)
      inline.push(...(documents === null ? [null] : unpackLists(documents)))
    } else {
      const path = layer.reader.resolve(layer.folder, entry.text)
      const isFile = path !== null && layer.reader.text(path) !== undefined
      const documents = path === null ? null : isFile ? layer.reader.documents(path) : build(path)
      files.push(...(documents === null ? [null] : unpackLists(documents)))
    }
  }
  return [...inline, ...files]
}

export function transformers(build: BuildFolder): Step {
  return (resources, layer) =>
    configurations(fieldOf(layer.root, 'transformers'), layer, build).reduce<readonly TracedResource[]>(
      (current, document) => (document === null ? null : transformed(current, document, layer)) ?? current.map((each) => doubted(each, [])),
      resources
    )
}

/** null: what the transformer does is not known. */
function transformed(resources: readonly TracedResource[], document: Traced, layer: Layer): readonly TracedResource[] | null {
  if (scalarTextAt(document, ['apiVersion']) !== 'builtin') return null
  const specs = readSpecs(fieldOf(document, 'fieldSpecs'))
  switch (scalarTextAt(document, ['kind'])) {
    case 'PatchTransformer':
      return withPatch(resources, document, 'patch', layer)
    case 'PatchJson6902Transformer':
      return withPatch(resources, document, 'jsonOp', layer)
    case 'PatchStrategicMergeTransformer': {
      const inline = scalarOf(document, 'patches')
      const entries = [...itemsOf(fieldOf(document, 'paths')), ...(inline === null ? [] : [inline])]
      return entries.reduce((current, entry) => withStrategicMerge(current, entry, layer), resources)
    }
    case 'NamespaceTransformer': {
      const written = scalarOf(fieldOf(document, 'metadata'), 'namespace')
      return written === null ? resources : withNamespace(resources, written, namespaceRules(document, specs))
    }
    case 'PrefixTransformer':
      return withAffix(resources, scalarOf(document, 'prefix'), 'before', specs)
    case 'SuffixTransformer':
      return withAffix(resources, scalarOf(document, 'suffix'), 'after', specs)
    case 'PrefixSuffixTransformer':
      return withAffix(withAffix(resources, scalarOf(document, 'prefix'), 'before', specs), scalarOf(document, 'suffix'), 'after', specs)
    case 'LabelTransformer':
      return withPairs(resources, fieldOf(document, 'labels'), specs)
    case 'AnnotationsTransformer':
      return withPairs(resources, fieldOf(document, 'annotations'), specs)
    case 'ImageTagTransformer':
      return withImage(resources, fieldOf(document, 'imageTag') ?? tracedScalar('', document.mark), specs, layer.scope.patterns)
    case 'ReplicaCountTransformer':
      return withReplicas(resources, fieldOf(document, 'replica') ?? tracedScalar('', document.mark), specs)
    case 'ReplacementTransformer':
      return withReplacements(resources, fieldOf(document, 'replacements'), layer)
    case 'HashTransformer':
    case 'SortOrderTransformer':
    case 'LegacyOrderTransformer':
      return resources
    default:
      return null
  }
}

function namespaceRules(document: Traced, specs: readonly FieldSpec[]): Parameters<typeof withNamespace>[2] {
  const written = textOf(document, 'setRoleBindingSubjects')
  const subjects = written === 'allServiceAccounts' || written === 'none' ? written : 'defaultOnly'
  return { specs, unsetOnly: textOf(document, 'unsetOnly') === 'true', subjects }
}

export function pluginGenerators(build: BuildFolder): Step {
  return (resources, layer) =>
    configurations(fieldOf(layer.root, 'generators'), layer, build).reduce<readonly TracedResource[]>((current, document) => {
      const kind = document === null ? null : scalarTextAt(document, ['kind'])
      const builtin = document !== null && scalarTextAt(document, ['apiVersion']) === 'builtin'
      if (builtin && (kind === 'ConfigMapGenerator' || kind === 'SecretGenerator')) {
        const made = kind === 'SecretGenerator' ? 'Secret' : 'ConfigMap'
        if (!inScope(layer, made)) return current
        const generator = { kind: made, entry: document, named: fieldOf(document, 'metadata'), general: undefined } as const
        return generate(current, generator, layer)
      }
      // A chart only adds resources; what else there is may merge into any ConfigMap or Secret.
      if (builtin && kind === 'HelmChartInflationGenerator') return current
      return current.map((each) => (each.kind === 'ConfigMap' || each.kind === 'Secret' ? doubted(each, []) : each))
    }, resources)
}
