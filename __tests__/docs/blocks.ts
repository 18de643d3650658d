// The parts of the documentation that are made, not written: each stands between `<!-- name -->` and `<!-- /name -->`.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Annotation } from '../../src/core/model/annotation.ts'
import { INPUTS, OUTPUTS } from '../../src/core/policy/inputs.ts'
import { annotations } from '../../src/core/report/annotations.ts'
import { checkOutput } from '../../src/core/report/check-output.ts'
import { newestKustomize } from '../support/kustomize.ts'
import type { Files } from '../support/scenario.ts'
import { judge } from '../support/scenario.ts'

export const ROOT = join(import.meta.dirname, '..', '..')
const EXAMPLE = join(ROOT, 'examples', 'bookstore')
const OVERLAYS = 'apps/bookstore/overlays'
const WIDTH = 100

/** What stands between the marks of a name; null where the marks are not there exactly once. */
export function blockIn(text: string, name: string): string | null {
  const parts = text.split(new RegExp(`<!-- /?${name} -->\\n`))
  return parts.length === 3 ? (parts[1] ?? null) : null
}

/** The text with the block of that name replaced. */
export function withBlock(text: string, name: string, content: string): string {
  const [before, , after] = text.split(new RegExp(`<!-- /?${name} -->\\n`))
  return `${before}<!-- ${name} -->\n${content}<!-- /${name} -->\n${after}`
}

export function inputTable(): string {
  const rows = INPUTS.map(({ name, scope, without, description }) => [
    `\`${name}\`${scope === 'policy' ? ' *' : ''}`,
    without,
    description
  ])
  return table(['Input', 'Without it', 'Meaning'], rows)
}

/** A workflow to copy, as it is in its own file. */
export function workflowBlock(name: string): string {
  return `\`\`\`yaml\n${readFileSync(join(ROOT, 'examples', 'workflows', `${name}.yml`), 'utf8')}\`\`\`\n`
}

export function outputTable(): string {
  return table(['Output', 'Meaning'], OUTPUTS.map(({ name, description }) => [`\`${name}\``, description]))
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => '---'), ...rows]
  return lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`).join('')
}

/** A pull request that skips staging and lets it drift, as the gate annotates it. */
export async function picture(): Promise<string> {
  const before = bookstore()
  const file = (environment: string): string => `${OVERLAYS}/${environment}/kustomization.yaml`
  const textOf = (environment: string): string => String(before[file(environment)])
  const pinned = /(?<=\/catalog\n) {4}newTag: .*\n {4}digest: .*\n/
  const change: Files = {
    [file('prod')]: textOf('prod').replace(pinned, pinned.exec(textOf('dev'))?.[0] ?? ''),
    [file('staging')]: `${textOf('staging')}
configMapGenerator:
  - name: checkout-settings
    behavior: merge
    literals:
      - RATE_LIMIT_PER_MINUTE=1200
`
  }
  const report = await judge({ before, change }, newestKustomize().command)
  const shown = annotations(report).map((annotation) => annotated(annotation, String(before[annotation.path]), String(change[annotation.path])))
  return ['```text', ...shown, `✗ parity-gate   ${checkOutput(report).title}`, '```', ''].join('\n')
}

export function bookstore(): Files {
  const names = readdirSync(join(EXAMPLE, 'apps'), { recursive: true, withFileTypes: true })
  const paths = names.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(paths.map((path) => [path.slice(EXAMPLE.length + 1), readFileSync(path, 'utf8')]))
}

/** The changed lines around an annotation, and the annotation below its own. */
function annotated({ path, startLine, title, message }: Annotation, before: string, after: string): string {
  const old = new Set(before.split('\n'))
  const lines = after.split('\n').map((line, index) => ({ number: index + 1, sign: old.has(line) ? ' ' : '+', line }))
  const near = lines.slice(startLine - 2, startLine + 2).filter(({ number, sign }) => number <= startLine || sign === '+')
  const shown = near.filter(({ line }) => line !== '').flatMap(({ number, sign, line }) => [
    `${String(number).padStart(4)} ${sign} ${line}`,
    ...(number === startLine ? balloon(title, message) : [])
  ])
  return [path, ...shown, ''].join('\n')
}

function balloon(title: string, message: string): readonly string[] {
  return [`     ┌ ✗ ${title}`, ...message.split('\n').flatMap(wrap).map((line) => `     │ ${line}`.trimEnd()), '     └']
}

/** Breaks a long line at blanks; what follows is indented as the line is. What is to be pasted stays whole. */
function wrap(line: string): readonly string[] {
  if (line.startsWith('    ')) return [line]
  const indent = /^\s*(?:- )?/.exec(line)?.[0] ?? ''
  const lines: string[] = []
  let rest = line
  while (rest.length > WIDTH) {
    const blank = rest.lastIndexOf(' ', WIDTH)
    if (blank <= indent.length) break
    lines.push(rest.slice(0, blank))
    rest = ' '.repeat(indent.length) + rest.slice(blank + 1)
  }
  return [...lines, rest]
}
