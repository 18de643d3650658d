// The worlds that the generator writes: layers of kustomizations that features add their fields and files to.

import type { Random } from './random.ts'
import type { Files } from './world.ts'

/** Folders of a generated world, the overlay first. */
export const LAYERS = { overlay: 'overlays/prod', component: 'components/extra', base: 'base', deep: 'shared/platform' } as const
export type LayerName = keyof typeof LAYERS

export type Layout = {
  readonly random: Random
  /** Adds a list entry (its lines, the first without the dash) to a field of a layer's kustomization. */
  readonly entry: (layer: LayerName, field: string, text: string) => void
  /** Sets a field that is no list: its text as it stands behind the colon, or indented lines. */
  readonly field: (layer: LayerName, field: string, text: string) => void
  /** Writes a file into a layer's folder; a second text for the same name is an error. */
  readonly file: (layer: LayerName, name: string, text: string) => void
  readonly has: (layer: LayerName, field: string) => boolean
  /** A word that occurs nowhere else in the world. */
  readonly word: (start?: string) => string
  readonly files: () => Files
}

export function createLayout(random: Random): Layout {
  const entries = new Map<string, string[]>()
  const fields = new Map<string, string>()
  const files: Record<string, string> = {}
  let words = 0
  const at = (layer: LayerName, field: string): string => `${layer} ${field}`
  return {
    random,
    entry: (layer, field, text) => entries.set(at(layer, field), [...(entries.get(at(layer, field)) ?? []), text.trim()]),
    field: (layer, field, text) => fields.set(at(layer, field), text),
    has: (layer, field) => fields.has(at(layer, field)) || entries.has(at(layer, field)),
    file: (layer, name, text) => {
      const path = `${LAYERS[layer]}/${name}`
      if (path in files) throw new Error(`${path} is written twice`)
      files[path] = text.replace(/^\n/, '')
    },
    word: (start = 'w') => {
      words += 1
      return `${start}${words}${random.token()}`
    },
    files: () => {
      const all: Record<string, string> = { ...files }
      for (const layer of Object.keys(LAYERS) as LayerName[]) {
        const text = kustomization(layer, entries, fields)
        if (text !== null) all[`${LAYERS[layer]}/kustomization.yaml`] = text
      }
      return all
    }
  }
}

function kustomization(
  layer: LayerName,
  entries: ReadonlyMap<string, readonly string[]>,
  fields: ReadonlyMap<string, string>
): string | null {
  const own = [...entries.keys(), ...fields.keys()].filter((key) => key.startsWith(`${layer} `))
  if (own.length === 0) return null
  const head =
    layer === 'component'
      ? ['apiVersion: kustomize.config.k8s.io/v1alpha1', 'kind: Component']
      : ['apiVersion: kustomize.config.k8s.io/v1beta1', 'kind: Kustomization']
  const body = own.flatMap((key) => {
    const field = key.slice(layer.length + 1)
    const text = fields.get(key)
    if (text !== undefined)
      return text.includes('\n') ? [`${field}:`, ...text.replace(/^\n/, '').trimEnd().split('\n')] : [`${field}: ${text}`]
    return [
      `${field}:`,
      ...(entries.get(key) ?? []).flatMap((entry) =>
        entry.split('\n').map((line, index) => (index === 0 ? `  - ${line}` : line === '' ? '' : `    ${line}`))
      )
    ]
  })
  return [...head, ...body, ''].join('\n')
}

/** Indents the lines of a text, the first one too. */
export function indented(text: string, spaces: number): string {
  return text
    .trim()
    .split('\n')
    .map((line) => (line === '' ? '' : ' '.repeat(spaces) + line))
    .join('\n')
}
