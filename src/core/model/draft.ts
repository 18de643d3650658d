// A finding before its line is known: what it is about, in the terms of the renders.

import type { Difference, RenderedPath } from './difference.ts'
import type { Finding } from './finding.ts'
import type { Overlay } from './overlay.ts'
import type { ResourceId, Value } from './resource.ts'

export type Subject =
  /** Two overlays differ at a place; `right` is the later environment. */
  | { readonly kind: 'difference'; readonly left: Overlay; readonly right: Overlay; readonly difference: Difference }
  /** One field of one overlay's render: an image, a reference. */
  | {
      readonly kind: 'field'
      readonly overlay: Overlay
      readonly resource: ResourceId
      readonly path: RenderedPath
      readonly value: Value | undefined
    }
  /** The overlay as a whole. */
  | { readonly kind: 'overlay'; readonly overlay: Overlay }
  /** The finding has its location already, or none. */
  | { readonly kind: 'none' }

export type Draft = { readonly finding: Finding; readonly subject: Subject }
