// The log: what the runner reads in it, and what it must not.

import { describe, expect, it } from '@jest/globals'
import type { Annotation } from '../../../src/core/model/annotation.ts'
import { annotationCommands, escapeLog, group, logCommand, warning } from '../../../src/edges/github/commands.ts'
import { keptAnnotations, parseCommand, readLog } from '../../support/runner-log.ts'

function annotation(over: Partial<Annotation> = {}): Annotation {
  return { path: 'a.yaml', startLine: 3, endLine: 3, startColumn: 7, level: 'failure', title: 'Drift', message: 'differs', rawDetails: null, ...over }
}

describe('logCommand', () => {
  it.each(['50% of a,b: c', 'two\nlines', 'a::b', 'x=1,file=b', 'ü漢'])('survives the runner`s parser: %j', (text) => {
    const command = parseCommand(logCommand('error', text, { title: text, file: 'dir, with:odd/a.yaml', line: 2 }))
    expect(command).toEqual({ name: 'error', properties: { title: text, file: 'dir, with:odd/a.yaml', line: '2' }, data: text, legacy: false })
  })

  it('leaves nothing of the older commands', () => {
    const line = logCommand('error', 'a ##[set-output name=x]y', { title: '##[error]', file: 'b' })
    expect(line).not.toContain('##[')
    expect(parseCommand(line)?.data).toBe('a ## [set-output name=x]y')
  })

  it('cuts a message where the runner would, and leaves out empty properties', () => {
    expect(parseCommand(logCommand('notice', 'x'.repeat(9000)))?.data).toHaveLength(4096)
    expect(warning('careful')).toBe('::warning::careful')
  })
})

describe('annotationCommands', () => {
  it('translates places and levels', () => {
    expect(annotationCommands([annotation()])).toEqual(['::error title=Drift,file=a.yaml,line=3,endLine=3,col=7::differs'])
    expect(annotationCommands([annotation({ endLine: 5, level: 'notice' })])).toEqual(['::notice title=Drift,file=a.yaml,line=3,endLine=5::differs'])
  })

  it.each([
    [10, 10, null],
    [11, 10, '2 more errors are in the job summary'],
    [120, 10, '111 more errors are in the job summary']
  ])('of %i shows %i within the runner`s limit', (count, lines, more) => {
    const commands = annotationCommands(Array.from({ length: count }, (_, index) => annotation({ message: `m${index}` })))
    const kept = keptAnnotations(commands.map((line) => parseCommand(line)).filter((command) => command !== null), '/w')
    expect(commands).toHaveLength(lines)
    expect(kept).toHaveLength(lines)
    expect(kept[0]).toMatchObject({ level: 'error', message: 'm0', file: 'a.yaml', line: 3, column: 7 })
    if (more !== null) expect(kept.at(-1)?.message).toContain(more)
  })

  it('counts each level for itself', () => {
    const many = (['failure', 'warning', 'notice'] as const).flatMap((level) => Array.from({ length: 12 }, () => annotation({ level })))
    expect(annotationCommands(many)).toHaveLength(30)
  })
})

describe('escapeLog', () => {
  it.each([
    '::set-output name=verdict::pass',
    '  \t::error::x',
    'plain\n::add-mask::x',
    'progress\r::error::x',
    'see ##[set-output name=verdict]pass',
    '###[error]x',
    '\u00a0::error::x',
    '::::error::x',
    '\u2028::error::x',
    '\u0085::error::x',
    '\u001b::error::x'
  ])('leaves no command in %j', (text) => {
    expect(readLog(escapeLog(text)).commands).toEqual([])
    // .NET trims and splits a little differently: nothing that could begin a line may stand before two colons.
    expect(escapeLog(text)).not.toMatch(/(^|\n)\s*::/)
  })

  it('shows control characters instead of sending them', () => {
    expect(escapeLog('\u001b[31mred\u001b[0m\u0007 \u202eevil')).toBe('␛[31mred␛[0m␇ �evil')
  })

  it('leaves ordinary text alone', () => {
    const text = 'std::vector, a: b, # [x], ## heading\r\n\tindented'
    expect(escapeLog(text)).toBe(text.replace('\r', ''))
  })
})

describe('group', () => {
  it('folds foreign text', () => {
    const lines = group('kustomize says\n::error::x', ['::warning::y'])
    expect(readLog(lines.join('\n')).commands.map((command) => command.name)).toEqual(['group', 'endgroup'])
  })
})
