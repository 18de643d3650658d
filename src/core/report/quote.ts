// The small parts of sentences: identifiers in backticks, environments, places, folders, image references.

import type { Finding } from '../model/finding.ts'
import { imageName, parseImage } from '../model/image.ts'
import { shortResourceId } from '../model/resource.ts'
import type { SourceLocation } from '../model/source.ts'
import type { FolderOf } from './folders.ts'
import { showPair, showText } from './values.ts'
import { visible } from './visible.ts'

const LONGEST_NAME = 300

/** In backticks, on one line, bounded. A backtick inside becomes `ˋ`, so that backticks always come in pairs. */
export function quote(text: string, longest: number = LONGEST_NAME): string {
  return `\`${showText(text, longest).replaceAll('`', 'ˋ')}\``
}

/** Already bounded text in backticks. */
export function quoteShown(shown: string): string {
  return `\`${shown.replaceAll('`', 'ˋ')}\``
}

/** Free text of ours or of the policy's, unquoted: on one line, bounded, with its backticks in pairs, without a final period. */
export function plain(text: string, longest: number = LONGEST_NAME): string {
  const shown = showText(text.trim(), longest).replace(/\.$/, '')
  return shown.split('`').length % 2 === 1 ? shown : shown.replaceAll('`', 'ˋ')
}

/** `a`, `b` and `c`. */
export function list(items: readonly string[], joint: string = 'and'): string {
  const last = items.at(-1) ?? ''
  return items.length < 2 ? last : `${items.slice(0, -1).join(', ')} ${joint} ${last}`
}

/** `prod`, or `prod/eu` with its variant. */
export function environmentOf(finding: Finding): string {
  return quote(placeName(finding.environment, finding.variant))
}

export function placeName(environment: string, variant: string | null): string {
  return variant === null ? environment : `${environment}/${variant}`
}

/** The finding's resource as `Kind/name`. */
export function resourceOf(finding: Finding): string {
  return quote(finding.resource === null ? 'the overlay' : shortResourceId(finding.resource))
}

/** `file:line`, or the file where the line is not known. */
export function placeOf(location: SourceLocation): string {
  return location.confidence === 'file' ? location.file : `${location.file}:${String(location.line)}`
}

/** `apps/catalog/overlays/prod` in backticks, or words where the folder is not known. */
export function folder(finding: Finding, environment: string, folders: FolderOf): string {
  const path = folders(finding.application, environment, finding.variant)
  return path === null ? `the overlay of ${quote(environment)}` : quote(path)
}

/** A command to run in an overlay's folder. */
export function commandIn(finding: Finding, environment: string, folders: FolderOf, command: string): string {
  const path = folders(finding.application, environment, finding.variant)
  return path === null || path === '.' ? command : `(cd ${shellWord(path)} && ${command})`
}

/** A word that the shell takes as it is. */
export function shellWord(text: string): string {
  const shown = visible(text)
  return /^[A-Za-z0-9_./:@%+=,-]+$/.test(shown) && !shown.startsWith('-') ? shown : `'${shown.replaceAll("'", `'\\''`)}'`
}

/** Both values of a pair, shown so that what differs can be seen; null where one is absent. */
export function valuePair(finding: Finding): { readonly left: string | null; readonly right: string | null } {
  const left = finding.against === null ? null : (finding.values[finding.against] ?? null)
  const right = finding.values[finding.environment] ?? null
  if (left === null || right === null) return { left: shownOrNull(left), right: shownOrNull(right) }
  const [a, b] = bothShown(left, right)
  return { left: a, right: b }
}

function bothShown(left: string, right: string): readonly [string, string] {
  // Twelve digits tell two digests apart, unless the digests are equal there.
  const [a, b] = [shortImage(left), shortImage(right)]
  return isPinned(left) && isPinned(right) && a !== b ? [a, b] : showPair(left, right)
}

function isPinned(text: string): boolean {
  const image = parseImage(text)
  return image !== null && image.digest !== null
}

function shownOrNull(text: string | null): string | null {
  return text === null ? null : showText(text)
}

/** A reference with twelve digits of its digest: `ghcr.io/acme/web:1.5.0@sha256:9b2e77aa01cd`. */
export function shortImage(reference: string): string {
  return showText(reference.replace(/(@sha256:[0-9a-fA-F]{12})[0-9a-fA-F]+/, '$1'), LONGEST_NAME)
}

/** A reference without its name: `1.5.0@sha256:9b2e77aa01cd`; the whole where it is none. */
export function shortVersion(reference: string): string {
  const image = parseImage(reference)
  if (image === null) return shortImage(reference)
  const rest = shortImage(reference).slice(imageName(image).length)
  return rest === '' ? 'no tag' : rest.replace(/^[:@]/, '')
}

/** Seven digits of a commit id; any other name of a revision as it is. */
export function shortRevision(revision: string): string {
  return /^[0-9a-f]{40,64}$/.test(revision) ? revision.slice(0, 7) : revision
}
