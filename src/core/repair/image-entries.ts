// Under which name the `images:` entries of the overlays hold an image: what `kustomize edit set image NAME=…` has to say.

import type { Finding } from '../model/finding.ts'
import { imageName, parseImage } from '../model/image.ts'
import type { Repairable, Workshop } from './world.ts'
import { entryOf, itemsOf, textOf } from './written.ts'

/** The finding with `args.entries`, where an overlay's entry is named otherwise than the image that it renders. */
export function imageEntries(finding: Finding, subject: Repairable['subject'], workshop: Workshop): Finding {
  if (subject.kind !== 'field' || !('image' in finding.args)) return finding
  const image = parseImage(finding.args.image)
  const { previous } = finding.args
  const before = workshop.overlays.filter(({ application, environment }) => application === finding.application && previous.includes(environment))
  const found = new Map<string, Set<string>>()
  for (const overlay of [...before, subject.overlay]) {
    const file = workshop.closure(overlay)?.kustomizations[0]
    const names = file === undefined || image === null ? [] : namesIn(file, imageName(image), workshop)
    found.set(overlay.environment, new Set([...(found.get(overlay.environment) ?? []), ...names]))
  }
  const entries = [...found].flatMap(([environment, names]) => (names.size === 1 ? [...names].map((name) => [environment, name] as const) : []))
  const telling = entries.filter(([, name]) => image !== null && name !== imageName(image))
  return telling.length === 0 ? finding : withEntries(finding, Object.fromEntries(telling))
}

function namesIn(file: string, image: string, workshop: Workshop): readonly string[] {
  return itemsOf(entryOf(workshop.documents(file)[0], 'images')).flatMap((entry) => {
    const name = textOf(entry, 'name')
    return name !== null && (textOf(entry, 'newName') ?? name) === image ? [name] : []
  })
}

function withEntries(finding: Finding, entries: Readonly<Record<string, string>>): Finding {
  switch (finding.code) {
    case 'image-not-live':
      return { ...finding, args: { ...finding.args, entries } }
    case 'image-same-change':
      return { ...finding, args: { ...finding.args, entries } }
    case 'image-unpinned':
      return { ...finding, args: { ...finding.args, entries } }
    case 'image-introduced':
      return { ...finding, args: { ...finding.args, entries } }
    default:
      return finding
  }
}
