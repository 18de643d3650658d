// How the runner reads a step's output and files (actions/runner 2.336: ActionCommand.cs, ActionCommandManager.cs,
// ExecutionContext.cs, FileCommandManager.cs).

import { relative, isAbsolute } from 'node:path'

export type WorkflowCommand = {
  readonly name: string
  readonly properties: Readonly<Record<string, string>>
  readonly data: string
  /** `##[…]` in the middle of a line, which nobody writes on purpose any more. */
  readonly legacy: boolean
}

export type LogAnnotation = {
  readonly level: 'error' | 'warning' | 'notice'
  readonly message: string
  readonly title: string | null
  readonly file: string | null
  readonly line: number | null
  readonly endLine: number | null
  readonly column: number | null
}

const REGISTERED = new Set(
  'internal-set-repo-path set-env set-output save-state add-path add-mask add-matcher remove-matcher warning error notice debug group endgroup echo stop-commands'.split(' ')
)
const KEPT_PER_LEVEL = 10
const KEPT_CHARACTERS = 4096
const SUMMARY_BYTES = 1024 * 1024

/** The commands in a stream, and the lines that are none. A stopped stretch holds no commands. */
export function readLog(text: string): { readonly commands: readonly WorkflowCommand[]; readonly lines: readonly string[] } {
  const commands: WorkflowCommand[] = []
  const lines: string[] = []
  let stopped: string | null = null
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (stopped !== null) {
      if (line.trim() === `::${stopped}::`) stopped = null
      else lines.push(line)
      continue
    }
    const command = parseCommand(line)
    if (command === null) lines.push(line)
    else if (command.name === 'stop-commands') stopped = command.data
    else commands.push(command)
  }
  return { commands, lines }
}

export function parseCommand(line: string): WorkflowCommand | null {
  const trimmed = line.trimStart()
  const end = trimmed.startsWith('::') ? trimmed.indexOf('::', 2) : -1
  if (end >= 0) {
    const command = parseHead(trimmed.slice(2, end), ',', unescapeProperty)
    if (command !== null) return { ...command, data: unescapeData(trimmed.slice(end + 2)), legacy: false }
  }
  const start = line.indexOf('##[')
  const bracket = start < 0 ? -1 : line.indexOf(']', start)
  if (bracket < 0) return null
  const legacy = parseHead(line.slice(start + 3, bracket), ';', unescapeLegacy)
  return legacy === null ? null : { ...legacy, data: unescapeLegacy(line.slice(bracket + 1)), legacy: true }
}

/** The annotations that the runner keeps: ten of a level, messages cut, places made consistent. */
export function keptAnnotations(commands: readonly WorkflowCommand[], workspace: string): readonly LogAnnotation[] {
  const counts = { error: 0, warning: 0, notice: 0 }
  return commands.flatMap((command) => {
    const level = command.name
    if (level !== 'error' && level !== 'warning' && level !== 'notice') return []
    counts[level] += 1
    return counts[level] > KEPT_PER_LEVEL ? [] : [annotation(level, command, workspace)]
  })
}

/** Name and value pairs of a GITHUB_OUTPUT file: `name=value` lines and heredocs. Throws where the runner would fail the step. */
export function readOutputs(text: string): Readonly<Record<string, string>> {
  const outputs: Record<string, string> = {}
  const lines = text.split(/\r?\n/)
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? ''
    if (line === '') continue
    const equals = line.indexOf('=')
    const heredoc = line.indexOf('<<')
    if (heredoc >= 0 && (equals < 0 || heredoc < equals)) {
      const delimiter = line.slice(heredoc + 2)
      const end = lines.indexOf(delimiter, index + 1)
      if (end < 0) throw new Error(`Matching delimiter not found '${delimiter}'`)
      outputs[line.slice(0, heredoc)] = lines.slice(index + 1, end).join('\n')
      index = end
    } else if (equals > 0) outputs[line.slice(0, equals)] = line.slice(equals + 1)
    else throw new Error(`Invalid format '${line}'`)
  }
  return outputs
}

/** A summary beyond 1 MiB is dropped as a whole: null. */
export function keptSummary(text: string): string | null {
  return Buffer.byteLength(text, 'utf8') > SUMMARY_BYTES ? null : text
}

type Head = Pick<WorkflowCommand, 'name' | 'properties'>

function parseHead(head: string, separator: string, unescape: (text: string) => string): Head | null {
  const space = head.indexOf(' ')
  const name = space < 0 ? head : head.slice(0, space)
  if (!REGISTERED.has(name)) return null
  const properties: Record<string, string> = {}
  for (const pair of space < 0 ? [] : head.slice(space + 1).trim().split(separator)) {
    const equals = pair.indexOf('=')
    if (equals > 0) properties[pair.slice(0, equals)] = unescape(pair.slice(equals + 1))
  }
  return { name, properties }
}

function annotation(level: LogAnnotation['level'], command: WorkflowCommand, workspace: string): LogAnnotation {
  const read = (name: string): string | null => command.properties[name] ?? null
  const whole = (name: string): number | null => (/^\d+$/.test(read(name) ?? '') ? Number(read(name)) : null)
  const line = whole('line') ?? whole('endLine')
  const endLine = whole('endLine') ?? line
  const inverted = line !== null && endLine !== null && endLine < line
  const file = read('file')
  return {
    level,
    message: command.data.slice(0, KEPT_CHARACTERS),
    title: read('title'),
    file: file !== null && isAbsolute(file) ? relative(workspace, file).replaceAll('\\', '/') : file,
    line: inverted ? null : line,
    endLine: inverted ? null : endLine,
    column: line !== null && line === endLine ? whole('col') : null
  }
}

function unescapeData(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
}

function unescapeProperty(text: string): string {
  return text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%')
}

function unescapeLegacy(text: string): string {
  return text.replaceAll('%3B', ';').replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%5D', ']').replaceAll('%25', '%')
}
