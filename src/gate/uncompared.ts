// Overlays that cannot be compared: what the change removes, and what has no counterpart.

import type { Discovery } from '../core/discover/discover.ts'
import { neighbourPairs } from '../core/discover/pairs.ts'
import type { Draft } from '../core/model/draft.ts'
import type { Finding } from '../core/model/finding.ts'
import { finding } from '../core/model/finding.ts'
import type { Application, Overlay } from '../core/model/overlay.ts'
import type { Survey } from './survey.ts'

/** A warning for every overlay that the change removes. */
export function removedDrafts({ removed }: Discovery): readonly Draft[] {
  return removed.map(({ overlay, why }) => ({
    finding: finding('overlay-removed', 'warning', { path: overlay.path, why }, placeOf(overlay)),
    subject: { kind: 'none' }
  }))
}

/** A notice for every judged overlay without a partner. Give the application with the overlays of one revision only. */
export function aloneDrafts(application: Application, { discovery, judged }: Survey): readonly Draft[] {
  return neighbourPairs(application, discovery.environments)
    .alone.filter(({ overlay }) => judged.has(overlay))
    .map(({ overlay, against }) => ({
      finding: finding('no-counterpart', 'notice', { path: overlay.path }, { ...placeOf(overlay), against }),
      subject: { kind: 'overlay', overlay }
    }))
}

function placeOf({ application, environment, variant }: Overlay): Pick<Finding, 'application' | 'environment' | 'variant'> {
  return { application, environment, variant }
}
