// References from one environment to another: a secret path, a namespace or an environment label that names it.

import type { Environment } from '../model/environment.ts'
import type { FieldPath } from '../model/field-path.ts'
import { formatPointer } from '../model/field-path.ts'
import { finding } from '../model/finding.ts'
import type { Overlay } from '../model/overlay.ts'
import type { RenderedPath } from '../model/difference.ts'
import type { ResourceId, Value } from '../model/resource.ts'
import { formatResourceId } from '../model/resource.ts'
import { leavesOf } from '../model/value-at.ts'
import { mentionsIn } from './environment-words.ts'
import type { JudgedDraft } from './judge-pair.ts'
import { isSecretSource, placeholderPaths } from './secret-source.ts'

export type ReferencingOverlay = {
  readonly overlay: Overlay
  readonly resources: readonly { readonly id: ResourceId; readonly canonical: ResourceId; readonly body: Value }[]
}

type Kind = 'secret path' | 'namespace' | 'label'

type Reference = {
  readonly what: Kind
  readonly value: string
  readonly resource: ReferencingOverlay['resources'][number]
  readonly path: RenderedPath
  readonly field: FieldPath
}

const ENVIRONMENT_LABELS = ['environment', 'env', 'stage']

/**
 * Judges all overlays of one application together: what every environment names alike is no reference to another.
 * `environments` are those that the application has.
 */
export function judgeReferences(overlays: readonly ReferencingOverlay[], environments: readonly Environment[]): readonly JudgedDraft[] {
  const references = overlays.map((overlay) => ({ overlay: overlay.overlay, found: referencesOf(overlay) }))
  const everywhere = sharedValues(references, environments)
  return references.flatMap(({ overlay, found }) => {
    const seen = new Set<string>()
    return found.flatMap((reference) => {
      const other = otherEnvironment(reference.value, overlay.environment, environments, everywhere.has(key(reference)))
      if (other === null) return []
      // A namespace or label that every resource carries has one cause: say it once.
      const once = reference.what === 'secret path' ? `${formatResourceId(reference.resource.id)} ${formatPointer(reference.field)}` : key(reference)
      if (seen.has(once)) return []
      seen.add(once)
      return [draftOf(overlay, reference, other)]
    })
  })
}

type Other = { readonly environment: string; readonly word: string }

/** The other environment that a value names, as a whole `/`-segment, or as a word that nothing excuses; null for none. */
export function otherEnvironment(value: string, own: string, environments: readonly Environment[], everywhere: boolean): Other | null {
  const { segments, words } = mentionsIn(value, environments)
  const segment = segments.find((name) => name !== own)
  if (segment !== undefined) return { environment: segment, word: words.find((mention) => mention.environment === segment)?.word ?? segment }
  if (everywhere || words.some((mention) => mention.environment === own)) return null
  return words.find((mention) => mention.environment !== own) ?? null
}

function referencesOf({ resources }: ReferencingOverlay): readonly Reference[] {
  return resources.flatMap((resource) =>
    leavesOf(resource.body).flatMap(({ path, field, value }): readonly Reference[] => {
      if (typeof value !== 'string') return []
      const reference = (what: Kind, text: string): Reference => ({ what, value: text, resource, path, field })
      if (isSecretSource(resource.id, field)) return isCiphertext(resource.id) ? [] : [reference('secret path', value)]
      if (isNamespace(resource.id, field)) return [reference('namespace', value)]
      if (isEnvironmentLabel(field)) return [reference('label', value)]
      return placeholderPaths(value).map((named) => reference('secret path', named))
    })
  )
}

function isCiphertext(id: ResourceId): boolean {
  return id.kind === 'SealedSecret'
}

function isNamespace(id: ResourceId, field: FieldPath): boolean {
  if (field.length !== 2 || field[0] !== 'metadata') return false
  return field[1] === 'namespace' || (field[1] === 'name' && id.kind === 'Namespace' && id.group === '')
}

function isEnvironmentLabel(field: FieldPath): boolean {
  if (field.at(-2) !== 'labels' || field.at(-3) !== 'metadata') return false
  return ENVIRONMENT_LABELS.includes(field.at(-1)?.split('/').at(-1) ?? '')
}

/**
 * What every environment of the application says alike. Not a namespace that two environments share: with two, that is also what
 * prod deployed into staging's namespace looks like.
 */
function sharedValues(
  references: readonly { readonly overlay: Overlay; readonly found: readonly Reference[] }[],
  environments: readonly Environment[]
): ReadonlySet<string> {
  const users = new Map<string, { readonly what: Kind; readonly names: Set<string> }>()
  for (const { overlay, found } of references) {
    for (const reference of found) {
      const known = users.get(key(reference)) ?? { what: reference.what, names: new Set<string>() }
      known.names.add(overlay.environment)
      users.set(key(reference), known)
    }
  }
  const shared = [...users].filter(([, { what, names }]) => names.size === environments.length && (what !== 'namespace' || names.size > 2))
  return new Set(shared.map(([value]) => value))
}

function key(reference: Reference): string {
  return `${reference.what} ${reference.value}`
}

function draftOf(overlay: Overlay, { what, value, resource, path, field }: Reference, other: Other): JudgedDraft {
  const place = {
    application: overlay.application,
    environment: overlay.environment,
    variant: overlay.variant,
    against: other.environment,
    resource: formatResourceId(resource.canonical),
    path: formatPointer(field),
    values: { [overlay.environment]: value }
  }
  return {
    draft: {
      finding: finding('cross-environment-reference', 'error', { what, value, word: other.word, names: other.environment }, place),
      subject: { kind: 'field', overlay, resource: resource.id, path, value }
    },
    identity: JSON.stringify(['cross-environment-reference', overlay, place.resource, place.path, value])
  }
}
