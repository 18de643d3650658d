// A pin is the image of one container (or image field) in one overlay's render.

import type { FieldPath } from './field-path.ts'
import type { Overlay } from './overlay.ts'
import type { ResourceId } from './resource.ts'

export type Pin = {
  readonly overlay: Overlay
  readonly resource: ResourceId
  /** The container's name, or the field for images that are not in a container (`values/image`). */
  readonly container: string
  /** The reference as rendered; parse it with parseImage. */
  readonly image: string
  /** Where it stands in the render. */
  readonly path: FieldPath
}
