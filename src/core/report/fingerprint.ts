// A finding's name for other tools: the same as long as it is the same finding, whatever happens around it.

import type { Finding } from '../model/finding.ts'
import { sha256Hex } from '../model/hash.ts'

const DIGITS = 16

/**
 * Fingerprints in the order of the findings, 16 hexadecimal digits each, all different. They depend on code, application,
 * environments, variant, resource and path (without a path: the file), not on values or lines. Findings alike in all of
 * these are told apart by their order.
 */
export function fingerprintsOf(findings: readonly Finding[]): readonly string[] {
  const seen = new Map<string, number>()
  return findings.map((finding) => {
    const { code, application, environment, variant, against, resource, path } = finding
    const place = path === null ? (finding.location?.file ?? null) : null
    const parts = JSON.stringify([code, application, environment, variant, against, resource, path, place])
    const ordinal = seen.get(parts) ?? 0
    seen.set(parts, ordinal + 1)
    return sha256Hex(ordinal === 0 ? parts : `${parts}#${String(ordinal)}`).slice(0, DIGITS)
  })
}
