// One kustomization and all below it: the steps in the order in which kustomize takes them.

import type { FieldSpecs } from './field-specs.ts'
import { BUILT_IN_SPECS, mergedSpecs, withConfiguration } from './field-specs.ts'
import { generators } from './generators.ts'
import { images } from './images.ts'
import { commonAnnotations, commonLabels, labels } from './labels.ts'
import { namePrefix, nameSuffix, namespace } from './names.ts'
import { patches, patchesJson6902, patchesStrategicMerge } from './patches.ts'
import type { Patterns } from './pattern.ts'
import type { BuildFolder } from './plugins.ts'
import { pluginGenerators, transformers } from './plugins.ts'
import { replacements } from './replacements.ts'
import { replicas } from './replicas.ts'
import type { SourceReader } from './source-reader.ts'
import type { Mark } from './source-text.ts'
import type { Traced } from './traced.ts'
import { fieldOf, itemsOf } from './traced.ts'
import type { Foreign, Layer, Scope, Step, TracedResource } from './traced-resource.ts'
import { doubted, probeOf, resourceOf, unpackLists } from './traced-resource.ts'
import { withVars } from './vars.ts'

/** Deeper trees than this are taken for a cycle. */
const DEPTH_LIMIT = 64

/**
 * Values flow forward here rather than the walk going back from the render: list positions, names and deletions come out as kustomize
 * leaves them, and the last writer is simply the mark that a node still carries.
 */
const TRANSFORMERS: readonly Step[] = [
  patchesStrategicMerge,
  patches,
  namespace,
  namePrefix,
  nameSuffix,
  labels,
  commonLabels,
  commonAnnotations,
  patchesJson6902,
  replicas,
  images,
  replacements
]

/** What a kustomization hands to the one above it. */
export type Accumulated = {
  /** Deleted ones included. */
  readonly resources: readonly TracedResource[]
  /** Field specs of a base are in force in everything above it. */
  readonly specs: FieldSpecs
  readonly vars: readonly Traced[]
  /** Whether some entry brings resources that are not in the repository. */
  readonly foreign: boolean
}

const NOTHING: Accumulated = { resources: [], specs: BUILT_IN_SPECS, vars: [], foreign: false }

/** A whole build: the layers from the overlay's folder down, then what kustomize does once at the end. */
export function traceBuild(reader: SourceReader, folder: string, scope: Scope): Accumulated {
  const all = traceLayer(reader, folder, scope, NOTHING, 0)
  const traced = { ...all, resources: withVars(all.resources, all.vars, all.specs.varReference) }
  return scope.patterns.spent() ? uncertain(traced) : traced
}

/** given: what a component works on. */
function traceLayer(reader: SourceReader, folder: string, scope: Scope, given: Accumulated, depth: number): Accumulated {
  const kustomization = depth > DEPTH_LIMIT ? null : reader.kustomization(folder)
  if (kustomization === null) return uncertain(given)
  const { file, root } = kustomization
  let sofar = given
  for (const entry of [...itemsOf(fieldOf(root, 'resources')), ...itemsOf(fieldOf(root, 'bases'))]) {
    sofar = together(sofar, traceEntry(entry, reader, folder, scope, depth))
  }
  for (const entry of itemsOf(fieldOf(root, 'configurations'))) sofar = configured(sofar, entry, reader, folder)
  const build = buildFolder(reader, depth, scope.patterns)
  const run = (steps: readonly Step[], at: Accumulated): Accumulated => {
    const layer: Layer = { file, folder, root, reader, scope, specs: at.specs }
    return { ...at, resources: steps.reduce((current, step) => step(current, layer), at.resources) }
  }
  sofar = run([generators, pluginGenerators(build)], together(sofar, chartsOf(root, scope)))
  for (const entry of itemsOf(fieldOf(root, 'components'))) {
    const path = entry.kind === 'scalar' ? reader.resolve(folder, entry.text) : null
    sofar = path === null ? uncertain(sofar) : traceLayer(reader, path, scope, sofar, depth + 1)
  }
  sofar = run([...TRANSFORMERS, transformers(build)], sofar)
  return { ...sofar, vars: [...sofar.vars, ...itemsOf(fieldOf(root, 'vars'))] }
}

/** Configurations of transformers and generators may be resources of a kustomization, with everything it does to them. */
function buildFolder(reader: SourceReader, depth: number, patterns: Patterns): BuildFolder {
  return (folder) => {
    if (reader.kustomization(folder) === null) return null
    const { resources } = traceLayer(reader, folder, { kinds: null, customSchema: false, rewrites: false, images: false, patterns }, NOTHING, depth + 1)
    const certain = resources.every((resource) => resource.doubts.length === 0)
    return certain ? resources.filter((resource) => resource.gone === null).map((resource) => resource.body) : null
  }
}

function uncertain(at: Accumulated): Accumulated {
  return { ...at, resources: at.resources.map((resource) => doubted(resource, [])) }
}

function together(a: Accumulated, b: Accumulated): Accumulated {
  return {
    resources: [...a.resources, ...b.resources],
    specs: mergedSpecs(a.specs, b.specs),
    vars: [...a.vars, ...b.vars],
    foreign: a.foreign || b.foreign
  }
}

/** Field specs that cannot be read could let a transformer write anywhere. */
function configured(at: Accumulated, entry: Traced, reader: SourceReader, folder: string): Accumulated {
  const path = entry.kind === 'scalar' ? reader.resolve(folder, entry.text) : null
  const document = path === null ? null : reader.documents(path)?.[0]
  return document?.kind === 'map' ? { ...at, specs: withConfiguration(at.specs, document) } : uncertain(at)
}

function chartsOf(root: Traced, scope: Scope): Accumulated {
  const charts = ['helmCharts', 'helmChartInflationGenerator'].flatMap((field) => itemsOf(fieldOf(root, field)))
  return charts.reduce((sofar, chart) => together(sofar, foreignFrom(chart.mark, 'chart', scope)), NOTHING)
}

function foreignFrom(at: Mark, foreign: Foreign, { probe }: Scope): Accumulated {
  return { ...NOTHING, foreign: true, resources: probe === undefined ? [] : [probeOf(probe.id, probe.name, at, foreign)] }
}

/** An entry of `resources`: a file, else a folder, as kustomize tries them. What is remote brings nothing that can be traced. */
function traceEntry(entry: Traced, reader: SourceReader, folder: string, scope: Scope, depth: number): Accumulated {
  if (entry.kind !== 'scalar') return NOTHING
  const remote = foreignFrom(entry.mark, 'remote', scope)
  const path = reader.resolve(folder, entry.text)
  if (path === null) return remote
  const text = reader.text(path)
  if (text === undefined) return reader.kustomization(path) === null ? remote : traceLayer(reader, path, scope, NOTHING, depth + 1)
  const { kinds } = scope
  if (kinds !== null && ![...kinds].some((kind) => text.includes(kind))) return NOTHING
  const resources = unpackLists(reader.documents(path) ?? []).flatMap((document) => {
    const resource = resourceOf(document)
    return resource !== null && (kinds === null || kinds.has(resource.kind)) ? [resource] : []
  })
  return { ...NOTHING, resources }
}
