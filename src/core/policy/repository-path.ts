// Paths and patterns of the judged repository: overlay patterns, excluded folders, placeholders, hosts of remote bases.

import { joinPath } from '../model/repo-path.ts'
import type { OverlayPattern, Placeholder } from '../model/policy.ts'
import type { Field } from './field.ts'
import { label, mismatch, readList, readMapping, readText } from './field.ts'
import type { Complain } from './problem.ts'
import { quote } from './problem.ts'

const PATH_HELP = 'write a path relative to the repository, with `/`'

/** Patterns such as `apps/{app}/overlays/{env}/{region}`; each must say where the environment stands. */
export function readOverlayPatterns(field: Field, complain: Complain): readonly OverlayPattern[] | null {
  const patterns = readList(field, 'path patterns', (item) => readOverlayPattern(item, complain), complain)
  if (patterns === null || field.node.kind !== 'list' || field.node.items.length > 0) return patterns
  complain(field.node.at, `${label(field)} must hold at least one pattern`, 'add one, or remove the key to have overlays detected')
  return null
}

function readOverlayPattern(item: Field, complain: Complain): OverlayPattern | null {
  const help = 'as in `apps/{app}/overlays/{env}`; any other `{name}` is a variant'
  const pattern = readPath(item, help, complain)
  if (pattern === null) return null
  const rest = pattern.replace(/\{[A-Za-z][A-Za-z0-9_-]*\}/g, '\0')
  const problem = /[{}]/.test(rest)
    ? 'has a brace that belongs to no `{name}`'
    : rest.includes('\0\0')
      ? 'has two names side by side, with nothing to tell them apart'
      : !pattern.includes('{env}')
        ? 'does not say where the environment stands: `{env}` is missing'
        : null
  if (problem === null) return pattern
  complain(item.node.at, `${label(item)}: ${quote(pattern)} ${problem}`, help)
  return null
}

/** Globs of folders that are not judged. */
export function readExclude(field: Field, complain: Complain): readonly string[] | null {
  const help = 'write a glob relative to the repository, as in `apps/_template/**`'
  return readList(field, 'globs', (item) => readPath(item, help, complain), complain)
}

/** Stand-ins for files that the repository does not hold; the path may be a glob. */
export function readPlaceholders(field: Field, complain: Complain): readonly Placeholder[] | null {
  return readList(
    field,
    'placeholders',
    (item) => {
      const members = readMapping(item, 'a placeholder', ['path', 'content'], complain)
      if (members === null) return null
      const pathField = members.require('path', PATH_HELP)
      const path = pathField === null ? null : readPath(pathField, PATH_HELP, complain)
      const contentField = members.require('content', 'write what the file may hold while it is judged, as in `"TOKEN=placeholder\\n"`')
      if (contentField === null || path === null) return null
      if (contentField.node.kind !== 'text') return mismatch(contentField, 'text', 'put it in quotes', complain)
      return { path, content: contentField.node.value }
    },
    complain
  )
}

/** Hosts, lower case, with a port where one is needed. */
export function readHosts(field: Field, complain: Complain): readonly string[] | null {
  const help = 'write the host alone, as in `github.com` or `git.example.com:8443`'
  return readList(
    field,
    'hosts',
    (item) => {
      const text = readText(item, 'text', help, complain)
      if (text === null || /^[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::\d{1,5})?$/.test(text)) return text?.toLowerCase() ?? null
      complain(item.node.at, `${label(item)}: ${quote(text)} is no host`, help)
      return null
    },
    complain
  )
}

/** A relative path without `.`, `..`, empty parts or a slash at the end. */
function readPath(field: Field, help: string, complain: Complain): string | null {
  const text = readText(field, 'text with a path', help, complain)
  if (text === null) return null
  const path = text.includes('\\') || text.split('/').includes('..') ? null : joinPath('', text)
  if (path !== null && path !== '' && !/\p{Cc}/u.test(path)) return path
  const written = text.includes('\\') ? 'is written with `\\`' : 'is no path inside the repository'
  const why = path === '' ? 'names the repository itself' : written
  complain(field.node.at, `${label(field)}: ${quote(text)} ${why}`, help)
  return null
}
