import { expect, test } from '@jest/globals'
import { isCalendarDate } from '../../../src/core/policy/calendar-date.ts'
import { parseDuration } from '../../../src/core/policy/duration.ts'
import { nearest } from '../../../src/core/policy/nearest.ts'
import { parsePathPattern, parseResourcePattern } from '../../../src/core/policy/place-pattern.ts'
import { expressionProblem, groupCount } from '../../../src/core/policy/regular-expression.ts'

test.each([
  ['24h', 86400],
  ['1d12h', 129600],
  ['2w', 1209600],
  ['0s', 0],
  ['', null],
  ['24', null],
  ['1.5h', null],
  ['12h1d', null],
  ['-1h', null],
  ['1 h', null],
  ['99999999w', null]
])('duration %s', (text, seconds) => {
  expect(parseDuration(text)).toBe(seconds)
})

test.each([
  ['2026-12-31', true],
  ['2028-02-29', true],
  ['2100-02-29', false],
  ['2026-02-29', false],
  ['2026-13-01', false],
  ['2026-00-10', false],
  ['2026-1-1', false],
  ['2026-12-31T00:00:00Z', false]
])('date %s', (text, valid) => {
  expect(isCalendarDate(text)).toBe(valid)
})

test.each([
  ['Ingress', { kind: 'Ingress', group: null, name: null }],
  ['Rollout.argoproj.io', { kind: 'Rollout', group: 'argoproj.io', name: null }],
  ['ConfigMap/app-config', { kind: 'ConfigMap', group: null, name: 'app-config' }],
  ['ClusterRole.rbac.authorization.k8s.io/system:node', { kind: 'ClusterRole', group: 'rbac.authorization.k8s.io', name: 'system:node' }],
  ['*.operators.coreos.com', { kind: '*', group: 'operators.coreos.com', name: null }],
  ['deployment', null],
  ['apps/v1/Deployment', null],
  ['Ingress.', null],
  ['Ingress/', null],
  ['', null]
])('resource %s', (text, pattern) => {
  expect(parseResourcePattern(text)).toEqual(pattern)
})

test.each([
  ['', []],
  ['/spec/rules/*/host', ['spec', 'rules', '*', 'host']],
  ['/metadata/annotations/a.b~1c', ['metadata', 'annotations', 'a.b/c']],
  ['spec/x', null],
  ['/a~2', null],
  ['/a~', null]
])('pointer %s', (text, pattern) => {
  expect(parsePathPattern(text)).toEqual(pattern)
})

test.each([
  ['enviroments', 'environments'],
  ['exclud', 'exclude'],
  ['allowedAxes', 'allowed-axes'],
  ['image_fields', 'image-fields'],
  ['something', null],
  ['x'.repeat(100000), null]
])('nearest of %.20s', (word, known) => {
  expect(nearest(word, ['environments', 'exclude', 'allowed-axes', 'image-fields'])).toBe(known)
})

test('regular expressions', () => {
  expect(expressionProblem('-([0-9a-f]{8})$')).toBeNull()
  expect(expressionProblem('(')).toBe('unterminated group')
  expect(expressionProblem('^(?P<n>[a-z]+)(?i)\\.{env}$')).toBeNull()
  expect(expressionProblem('a'.repeat(1001))).toBe('it is longer than 1000 characters')
  expect(groupCount('-([0-9a-f]{8})$')).toBe(1)
  expect(groupCount('(?:a)|b')).toBe(0)
  expect(groupCount('(a)(?<b>c)')).toBe(2)
  expect(groupCount('(a)|')).toBe(1)
})

test.each([
  ['(?=a)b', 'RE2 has no such thing as a lookahead, `(?=`'],
  ['a(?!b)', 'RE2 has no such thing as a lookahead, `(?!`'],
  ['(?<=a)b', 'RE2 has no such thing as a lookbehind, `(?<=`'],
  ['(?<!a)b', 'RE2 has no such thing as a lookbehind, `(?<!`'],
  ['(a)\\1', 'RE2 has no such thing as a back reference, `\\1`'],
  ['(?<n>a)\\k<n>', 'RE2 has no such thing as a back reference, `\\k`'],
  ['[a', 'unterminated character class'],
  ['a)', 'unmatched `)`'],
  ['b*a**', 'a repetition of a repetition: `**`'],
  ['+', 'nothing to repeat'],
  ['|+', 'nothing to repeat: `+`'],
  ['a{1001}', 'a repetition that is none, or of more than 1000: `{1001}`'],
  ['(a{40}){40}', 'a repetition that is none, or of more than 1000: `{40}`'],
  ['a{1000}{1000}', 'its repetitions multiply to more than 2000 steps'],
  ['[z-a]', 'a range or class of characters that RE2 does not have: `z-a`'],
  ['\\u0041', 'an escape that RE2 does not have: `\\u`'],
  ['a\\', 'nothing behind the last `\\`'],
  ['(?>a)', 'a group that RE2 does not have: `(?>`'],
  ['(?<a-b>c)', 'the name of a group must be letters, digits and `_`: `(?<a-b>`'],
  ['(?<a>b)(?<a>c)', 'two groups of one name: `a`'],
  [`${'('.repeat(999)}`, 'unterminated group']
])('the expression %.20s cannot be used', (source, problem) => {
  expect(expressionProblem(source)).toBe(problem)
})
