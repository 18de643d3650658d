// What the policy says about images: which are denied, which exempt, where else they are named, what identifies them.

import type { DeniedImage, ImageField, PromotionKey } from '../model/policy.ts'
import { readSeveral } from './axis.ts'
import { readDate } from './calendar-date.ts'
import type { Field } from './field.ts'
import { label, mismatch, readList, readMapping, readText } from './field.ts'
import { PATH_HELP, readPathPattern, readResourcePattern, RESOURCE_HELP } from './place-pattern.ts'
import type { Complain } from './problem.ts'
import { quote } from './problem.ts'
import { expressionProblem, EXPRESSION_HELP, groupCount } from './regular-expression.ts'

const DIGEST = /^(?:sha256:[0-9a-f]{64}|sha384:[0-9a-f]{96}|sha512:[0-9a-f]{128})$/i

export function readDeniedImages(field: Field, complain: Complain): readonly DeniedImage[] | null {
  const seen = new Set<string>()
  return readList(
    field,
    'denied images',
    (item) => {
      const denied = readDeniedImage(item, complain)
      if (denied !== null && seen.has(denied.digest)) {
        complain(item.node.at, `${quote(denied.digest)} is denied twice`, 'remove one of the two')
      }
      if (denied !== null) seen.add(denied.digest)
      return denied
    },
    complain
  )
}

function readDeniedImage(item: Field, complain: Complain): DeniedImage | null {
  const members = readMapping(item, 'a denied image', ['digest', 'reason', 'expires'], complain)
  if (members === null) return null
  const help = 'write `sha256:` and 64 hexadecimal digits'
  const digestField = members.require('digest', help)
  const digest = digestField === null ? null : readText(digestField, 'text with a digest', help, complain)
  const proper = digest !== null && DIGEST.test(digest)
  if (digestField !== null && digest !== null && !proper) {
    complain(digestField.node.at, `${label(digestField)}: ${quote(digest)} is no digest`, help)
  }
  const reasonField = members.require('reason', 'say why, as in `reason: CVE-2026-0001`')
  const reason = reasonField === null ? null : readText(reasonField, 'text', 'say why', complain)
  const expiresField = members.get('expires')
  const expires = expiresField === null ? null : readDate(expiresField, complain)
  return proper && reason !== null ? { digest: digest.toLowerCase(), reason, expires } : null
}

/** Repository globs, `docker.io/istio/*`. A port is no tag. */
export function readExemptImages(field: Field, complain: Complain): readonly string[] | null {
  const help = 'write repositories without tag and digest, as in `docker.io/istio/*`'
  return readList(
    field,
    'image repositories',
    (item) => {
      const text = readText(item, 'text', help, complain)
      if (text === null || !(/[@\s]/.test(text) || /:[^/]*$/.test(text))) return text
      complain(item.node.at, `${label(item)}: ${quote(text)} is no image repository`, help)
      return null
    },
    complain
  )
}

export function readImageFields(field: Field, complain: Complain): readonly ImageField[] | null {
  return readList(
    field,
    'mappings',
    (item) => {
      const members = readMapping(item, 'an image field', ['resources', 'paths'], complain)
      if (members === null) return null
      const resources = readSeveral(members.require('resources', RESOURCE_HELP), 'resource patterns', readResourcePattern, complain)
      const pathsField = members.require('paths', PATH_HELP)
      const paths = readSeveral(pathsField, 'JSON Pointers', (path, c) => readPathPattern(path, false, c), complain)
      return resources === null || paths === null ? null : { resources, paths }
    },
    complain
  )
}

/** `digest`, `tag`, or `/regex/` with at least one group. */
export function readPromotionKey(field: Field, complain: Complain): PromotionKey | null {
  const help = "write `digest`, `tag`, or an expression whose first group is the identity, as in `'/-([0-9a-f]{8})$/'`"
  const text = readText(field, '`digest`, `tag` or `/regex/`', help, complain)
  if (text === null) return null
  if (text === 'digest' || text === 'tag') return { kind: text }
  if (!/^\/.+\/$/.test(text)) return mismatch(field, '`digest`, `tag` or `/regex/`', help, complain)
  const source = text.slice(1, -1)
  const malformed = expressionProblem(source)
  const problem = malformed ?? (groupCount(source) === 0 ? 'it has no group, so nothing tells the identity' : null)
  if (problem === null) return { kind: 'regex', source }
  complain(field.node.at, `${label(field)}: ${quote(text)} cannot be used: ${problem}`, malformed === null ? help : `${help}; ${EXPRESSION_HELP}`)
  return null
}
