// The log: workflow commands as the runner reads them, and foreign text made harmless in front of it. Lines are returned, not
// printed: `@actions/core` prints at once, knows no limits, and takes as long to load as the rest of a short run.

import type { Annotation, AnnotationLevel } from '../../core/model/annotation.ts'
import { COMMANDS_PER_LEVEL, COMMAND_CHARACTERS, TITLE_CHARACTERS, cutCharacters } from './limits.ts'

export type LogLevel = 'error' | 'warning' | 'notice'

export type CommandProperties = {
  readonly title?: string
  readonly file?: string
  readonly line?: number
  readonly endLine?: number
  readonly col?: number
}

const LOG_LEVELS: Readonly<Record<AnnotationLevel, LogLevel>> = { failure: 'error', warning: 'warning', notice: 'notice' }

/** One workflow command, such as `::error file=a.yaml,line=3::message`; the message is cut where the runner would. */
export function logCommand(level: LogLevel, message: string, properties: CommandProperties = {}): string {
  const pairs = Object.entries(properties)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}=${escapeProperty(harmless(String(value)))}`)
  const head = pairs.length === 0 ? level : `${level} ${pairs.join(',')}`
  return `::${head}::${escapeData(cutCharacters(harmless(message), COMMAND_CHARACTERS))}`
}

/** A warning without a place. */
export function warning(message: string, title = ''): string {
  return logCommand('warning', message, { title })
}

/**
 * Annotations as workflow commands, at most as many of each level as the runner keeps, in the order given.
 * Where there are more, the last one says how many and that the job summary has them.
 */
export function annotationCommands(annotations: readonly Annotation[]): readonly string[] {
  return (['failure', 'warning', 'notice'] as const).flatMap((level) => {
    const own = annotations.filter((annotation) => annotation.level === level)
    if (own.length <= COMMANDS_PER_LEVEL) return own.map(annotationCommand)
    const shown = own.slice(0, COMMANDS_PER_LEVEL - 1)
    const more = `${own.length - shown.length} more ${LOG_LEVELS[level]}s are in the job summary and in report.json.`
    return [...shown.map(annotationCommand), logCommand(LOG_LEVELS[level], more)]
  })
}

/** A foldable part of the log. The lines are shown as text, whatever they hold. */
export function group(title: string, lines: readonly string[]): readonly string[] {
  return [`::group::${escapeData(escapeLog(title))}`, ...lines.map(escapeLog), '::endgroup::']
}

/**
 * Foreign text for the log: no line of it is a command to the runner or to a terminal.
 * The runner takes `::` after leading blanks and `##[` anywhere in a line (actions/runner, ActionCommand.cs), and ends
 * lines at a lone carriage return as well.
 */
export function escapeLog(text: string): string {
  return harmless(text).replace(/^([^\S\n]*)::/gmu, '$1: :')
}

function annotationCommand(annotation: Annotation): string {
  const oneLine = annotation.startLine === annotation.endLine
  return logCommand(LOG_LEVELS[annotation.level], annotation.message, {
    title: cutCharacters(annotation.title, TITLE_CHARACTERS),
    file: annotation.path,
    line: annotation.startLine,
    endLine: annotation.endLine,
    ...(oneLine && annotation.startColumn !== null ? { col: annotation.startColumn } : {})
  })
}

// Everything but tab and line feed that moves a cursor, ends a line, or turns the direction of writing (UAX #9).
// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/g

/** Inside of our own commands `##[` is text to today's runner; it need not stay so. */
function harmless(text: string): string {
  return visible(text).replaceAll('##[', '## [')
}

function visible(text: string): string {
  return text.replaceAll('\r\n', '\n').replace(CONTROLS, picture)
}

function picture(control: string): string {
  const code = control.charCodeAt(0)
  // U+2400 and up show the control characters of ASCII.
  return code < 0x20 ? String.fromCharCode(0x2400 + code) : code === 0x7f ? '\u2421' : '\uFFFD'
}

// Escapes of actions/toolkit, packages/core/src/command.ts; `%` first.
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
}
