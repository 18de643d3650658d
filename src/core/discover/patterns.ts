// The user's path patterns: `apps/{app}/overlays/{env}/{region}`, several names in a segment allowed, `*`, `?` and `**` too.

import { expressionOf } from '../model/expression.ts'
import { escapeRegExp } from '../model/text.ts'
import { isContainer, type Word } from './words.ts'

export type PatternMatch = { readonly environment: string; readonly application: string; readonly variant: string | null }

export type CompiledPattern = {
  readonly source: string
  /** Whether it says where the environment stands. */
  readonly complete: boolean
  /** What a folder's path says by this pattern; null where it does not match. */
  readonly match: (path: string) => PatternMatch | null
  /** Whether the path fits the pattern's shape, whatever it says. */
  readonly covers: (path: string) => boolean
  /** What a match takes at most, in words and segments that are tried. */
  readonly cost: (path: string) => number
}

/** `joint`: what is joined to the environment by hand, such as `payments-` of `payments-{env}`; part of the name as well. */
type Role = 'environment' | 'application' | 'variant' | 'name' | 'joint' | 'none'

/** No text matches. */
const NOTHING = '[^\\s\\S]'

const PARTS = /\{([^{}]+)\}|\*+|\?|[^{}*?]+|[{}]/g

/**
 * Compiles a pattern against the words of a ladder: they alone decide where a segment such as `{env}-{region}` splits.
 * The application is named by the path up to `{app}`, without environment, variants and container folders; without
 * `{app}` by the whole path. Case matters in everything but the environment's words.
 */
export function compilePattern(source: string, words: readonly Word[]): CompiledPattern {
  const segments = normalise(source).split('/')
  const roles: Role[] = []
  const expression = segments.map((segment, index) => {
    const last = index === segments.length - 1
    if (segment === '**') {
      roles.push('name')
      return last ? '(.*)' : '((?:[^/]+/)*?)'
    }
    const container = isContainer(segment) && (segments[index + 1] ?? '').includes('{env}')
    return segmentExpression(segment, words, container, roles) + (last ? '' : '/')
  })
  const { groups, steps } = grouping(`^${expression.join('')}$`, isClear(segments))
  const deep = segments.includes('**')
  const tried = segments.length + (roles.includes('environment') ? words.length : 0)
  const environments = new Map(words.map((word) => [word.text, word.environment]))
  return {
    source,
    complete: roles.includes('environment'),
    covers: (path) => groups(path) !== null,
    // `**` may begin to be tried at every segment of the path.
    cost: (path) => tried * (deep ? path.split('/').length : 1) + Math.ceil((steps * path.length) / STEPS),
    match: (path) => {
      const found = groups(path)
      return found === null ? null : read(found, roles, environments)
    }
  }
}

/** Whether there is one way only in which each segment of a path can fit, but for a single `**`: then nothing is tried twice. */
function isClear(segments: readonly string[]): boolean {
  const wild = (segment: string): number => segment.match(WILD)?.length ?? 0
  return segments.filter((segment) => segment === '**').length <= 1 && segments.every((segment) => segment === '**' || wild(segment) <= 1)
}

/** What may be any text. */
const WILD = /\{(?!env\})[^{}]+\}|\*+/g

type Groups = (path: string) => readonly (string | null | undefined)[] | null

/** To try a word takes as long as so many steps of RE2's. */
const STEPS = 4

/** What the groups of an expression hold. RE2 takes time linear in the path, whatever the pattern; for clear ones, JavaScript's are faster. */
function grouping(expression: string, clear: boolean): { readonly groups: Groups; readonly steps: number } {
  if (!clear) {
    const linear = expressionOf(`(?s)${expression}`)
    return { groups: linear?.captures ?? (() => null), steps: linear?.steps ?? 0 }
  }
  const pattern = new RegExp(expression, 's')
  return { groups: (path) => pattern.exec(path)?.slice(1) ?? null, steps: 0 }
}

/** A pattern or path as a person may write it: `./`, a final `/` and the name of the file itself are taken off. */
export function normalise(path: string): string {
  return path
    .trim()
    .replace(/^(?:\.?\/)+/, '')
    .replace(/\/?(?:kustomization\.ya?ml|Kustomization)$/, '')
    .replace(/\/+$/, '')
}

function segmentExpression(segment: string, words: readonly Word[], container: boolean, roles: Role[]): string {
  const parts = [...segment.matchAll(PARTS)]
  const names = parts.map((part) => part[1]).filter((name) => name !== undefined)
  if (names.length === 0) {
    roles.push(container ? 'none' : 'name')
    return `(${parts.map((part) => plain(part[0])).join('')})`
  }
  return parts
    .map((part) => {
      const [text, name] = part
      if (name === undefined) {
        roles.push(names.includes('env') && !names.includes('app') ? 'joint' : 'none')
        return `(${plain(text)})`
      }
      if (name === 'env') {
        roles.push('environment')
        return `(${words.map((word) => eitherCase(word.text)).join('|') || NOTHING})`
      }
      roles.push(name === 'app' ? 'application' : 'variant')
      return '([^/]+?)'
    })
    .join('')
}

function read(values: readonly (string | null | undefined)[], roles: readonly Role[], environments: ReadonlyMap<string, string>): PatternMatch | null {
  const named = roles.indexOf('application')
  const names: string[] = []
  const variants: string[] = []
  let environment: string | undefined
  for (let index = 0; index < roles.length; index += 1) {
    const [role, value] = [roles[index], values[index] ?? '']
    if (role === 'environment') {
      const found = environments.get(value.toLowerCase())
      if (found === undefined || (environment !== undefined && environment !== found)) return null
      environment = found
    } else if (role === 'application') names.push(value)
    else if (role === 'variant') variants.push(value)
    else if (named >= 0 && index > named) continue
    else if (role === 'name') names.push(value.replace(/\/$/, ''))
    else if (role === 'joint') names.push(value.replace(/^[-_.]+|[-_.]+$/g, ''))
  }
  if (environment === undefined) return null
  const application = names.filter((name) => name !== '').join('/')
  return { environment, application: application === '' ? '.' : application, variant: variants.length === 0 ? null : variants.join('/') }
}

function plain(text: string): string {
  if (text === '?') return '[^/]'
  return text.startsWith('*') ? '[^/]*' : escapeRegExp(text)
}

function eitherCase(word: string): string {
  return escapeRegExp(word).replace(/(?<!\\)[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`)
}
