// The words about the run itself: builds, limits, overlays, waivers, configuration.

import type { Code, Finding } from '../model/finding.ts'
import { shortResourceId } from '../model/resource.ts'
import type { FolderOf } from './folders.ts'
import { count } from './values.ts'
import { paste } from './allow.ts'
import { environmentOf, list, placeName, plain, quote, shellWord } from './quote.ts'
import type { Sentence, Writers } from './sentence.ts'

type RunCode = Exclude<Code, `drift-${string}` | `image-${string}` | 'axis-bound' | 'cross-environment-reference'>
type RenderCode = Extract<Code, `render-${string}` | 'limit-exceeded'>

/** kustomize nests its errors, so both ends of a long one matter. */
const LONGEST_REASON = 1_000

export const RUN_WORDS: Writers<RunCode> = {
  'history-unavailable': (finding) => ({
    about: finding.environment,
    message: `history that this check needs is not to be had: ${plain(finding.args.what)}`,
    help: paragraphs(finding.args.help)
  }),
  'render-failed': (finding, folders) => ({
    ...overlay(finding),
    message: `${overlayOf(finding, folders)} does not build: ${quoted(finding)}`,
    help: [['See it yourself:', ...paste([build(finding, folders)])]]
  }),
  'render-timeout': (finding, folders) => ({
    ...overlay(finding),
    message: `the build of ${overlayOf(finding, folders)} took too long${limitOf(finding)}: ${said(finding)}`,
    help: [
      ['See how long it takes and on what:', ...paste([`time ${build(finding, folders)}`])],
      [`If it needs that long, raise ${limitName(finding)} under ${quote('limits')} in the policy file`]
    ]
  }),
  'render-blocked': (finding, folders) => ({
    ...overlay(finding),
    message: `${overlayOf(finding, folders)} was not built: ${said(finding)}`,
    help: [
      ['Copy what it needs into the repository'],
      [
        `Or allow it, if you trust it: ${quote('allow-remote')} for hosts of remote bases, ${quote('enable-helm')} for charts, ` +
          `${quote('load-restrictor: none')} for files outside the overlay's folder; ` +
          'plugins and paths out of the repository are never allowed'
      ]
    ]
  }),
  'render-invalid': (finding, folders) => ({
    ...overlay(finding),
    message: `${overlayOf(finding, folders)} builds to something that cannot be judged: ${said(finding)}`,
    help: [['Look at what it builds to:', ...paste([build(finding, folders)])]]
  }),
  'limit-exceeded': (finding, folders) => ({
    ...overlay(finding),
    message: `${limited(finding, folders)} reached a limit${limitOf(finding)}: ${said(finding)}`,
    help: [
      [
        `${finding.args.limit === 'findings' ? 'Mend what is told first' : 'Make the build smaller'}, ` +
          `or raise ${limitName(finding)} under ${quote('limits')} in the policy file`
      ]
    ]
  }),
  'overlay-removed': (finding) => ({
    ...overlay(finding),
    message:
      finding.args.why === 'gone'
        ? `the overlay ${lost(finding)} was there before this change and is gone; its images still count as before`
        : `the overlay ${lost(finding)} is no longer recognised as one; its images still count as before`,
    help: [
      finding.args.why === 'gone'
        ? ['Nothing to do, if it is meant to go']
        : [`Correct the ${quote('overlays')} patterns or the ${quote('environments')} of the policy file so that it is recognised again`]
    ]
  }),
  'no-counterpart': (finding) => ({
    ...overlay(finding),
    message:
      `${quote(finding.args.path || '.')} (${environmentOf(finding)}) has no partner in ` +
      `${finding.against === null ? 'the environment before' : quote(finding.against)}, so it was not compared`,
    help: [
      ['Nothing to do, if the variant is meant to exist in one environment only'],
      [`If it is another one's partner, give both the same variant by ${quote('overlays')} patterns in the policy file`]
    ]
  }),
  'unresolved-variable': (finding) => ({
    ...overlay(finding),
    message:
      `values of ${environmentOf(finding)} hold ${variables(finding)}, ` +
      'which Flux substitutes after the build, so equal text proves nothing there',
    help: [['Nothing to do, if the variables come from the same place in every environment; else put the values into the overlays']]
  }),
  'waiver-invalid': (finding) => ({
    about: '',
    message: `this waiver lets nothing through: ${plain(finding.args.why)}`,
    help: [['Write it with a reason:', ...paste(['# parity-gate: allow -- REASON'])]]
  }),
  'waiver-expired': (finding) => {
    const { reason, owner, expires, daysLeft } = finding.args
    return {
      about: expires,
      message:
        daysLeft < 0
          ? `the waiver ${quote(reason)} expired on ${quote(expires)} (${count(-daysLeft, 'day')} ago) and lets nothing through any more`
          : `the waiver ${quote(reason)} holds until ${quote(expires)} (${daysLeft === 0 ? 'today' : count(daysLeft, 'more day')})`,
      help: [
        [
          daysLeft < 0
            ? `Remove it, or ask ${owner === null ? 'whoever wrote it' : quote(owner)} to renew it with a new date`
            : `End the difference by then, or ask ${owner === null ? 'whoever wrote it' : quote(owner)} to renew it`
        ]
      ]
    }
  },
  'waiver-unused': (finding) => ({
    about: '',
    message: `the waiver ${quote(finding.args.reason)} lets nothing through`,
    help: [[`Remove it${finding.args.owner === null ? '' : `; its owner is ${quote(finding.args.owner)}`}`]]
  }),
  'config-invalid': (finding) => ({
    about: finding.location === null ? '' : finding.location.file,
    message: plain(finding.args.problem, LONGEST_REASON),
    help: paragraphs(finding.args.help)
  }),
  'policy-changed': (finding) => ({
    about: finding.args.what === 'earlier-invalid' ? 'policy' : finding.args.what,
    ...policyChange(finding)
  }),
  'no-overlays': (finding) => ({
    about: '',
    message: `no overlays were found; looked at ${plain(finding.args.looked, LONGEST_REASON)}`,
    help: paragraphs(finding.args.help)
  })
}

function overlay(finding: Finding): Pick<Sentence, 'about'> {
  const resource = finding.resource === null ? '' : ` ${shortResourceId(finding.resource)}`
  return { about: `${placeName(finding.environment, finding.variant)} ${finding.application}${resource}`.trim() }
}

/** Help that comes with the finding: its paragraphs and lines as they are, what is indented to be pasted. */
function paragraphs(help: string): readonly (readonly string[])[] {
  const shown = (line: string): string => (line.startsWith('    ') ? line : plain(line, LONGEST_REASON))
  return help.trim().split(/\n{2,}/).map((paragraph) => paragraph.split('\n').map(shown))
}

function overlayOf(finding: Finding, folders: FolderOf): string {
  const path = folders(finding.application, finding.environment, finding.variant)
  return path === null ? `the overlay of ${quote(finding.application)} in ${environmentOf(finding)}` : quote(path)
}

/** What a limit is about: an overlay, an application or all. */
function limited(finding: Finding, folders: FolderOf): string {
  if (finding.environment !== '') return overlayOf(finding, folders)
  return finding.application === '' ? 'the run' : quote(finding.application)
}

function build(finding: Finding<RenderCode>, folders: FolderOf): string {
  const path = folders(finding.application, finding.environment, finding.variant)
  return `kustomize build ${path === null ? 'FOLDER' : shellWord(path)}`
}

/** On one line, cut in the middle; null where there is none. */
function reason(finding: Finding<RenderCode>): string | null {
  const line = finding.args.reason.trim().replaceAll(/\s+/g, ' ').replace(/^Error: /, '').replace(/\.$/, '')
  const half = LONGEST_REASON / 2
  return line === '' ? null : line.length <= LONGEST_REASON ? line : `${line.slice(0, half)} … ${line.slice(-half)}`
}

/** Our own words about the failure. */
function said(finding: Finding<RenderCode>): string {
  return plain(reason(finding) ?? 'no reason is known', LONGEST_REASON + 3)
}

/** kustomize's words. */
function quoted(finding: Finding<RenderCode>): string {
  const words = reason(finding)
  return words === null ? 'kustomize did not say why' : quote(words, LONGEST_REASON + 3)
}

function limitOf(finding: Finding<RenderCode>): string {
  return finding.args.limit === null ? '' : ` (${quote(finding.args.limit)})`
}

function limitName(finding: Finding<RenderCode>): string {
  return finding.args.limit === null ? 'the limit' : quote(finding.args.limit.replace(/^limits[./]/, ''))
}

function lost(finding: Finding<'overlay-removed'>): string {
  return `${quote(finding.args.path || '.')} of ${environmentOf(finding)}`
}

function variables(finding: Finding<'unresolved-variable'>): string {
  const names = finding.args.variables.slice(0, 5).map((name) => quote(`\${${name.replace(/^\$\{(.*)\}$/, '$1')}}`))
  const rest = finding.args.variables.length - names.length
  return rest > 0 ? `${names.join(', ')} and ${String(rest)} more` : list(names)
}

function policyChange(finding: Finding<'policy-changed'>): Omit<Sentence, 'about'> {
  const { what, verdict, errors } = finding.args
  const file = finding.location === null ? '' : ` ${quote(finding.location.file)}`
  if (what === 'workflow') {
    return {
      message: `this change edits the workflow${file} that runs this gate`,
      help: [['Let somebody who is responsible for the gate read that part of the change']]
    }
  }
  if (what === 'earlier-invalid') {
    return {
      message: `the policy file${file} of the base branch is not valid, so defaults and inputs decided`,
      help: [['Nothing more to do, if this change repairs it']]
    }
  }
  const outcome =
    verdict === null
      ? 'the changed one was not tried'
      : `with the changed one the verdict would be ${quote(verdict)}${errors > 0 ? ` (${count(errors, 'error')})` : ''}`
  return {
    message: `this change edits the policy file${file}; the policy from before the change decides, and ${outcome}`,
    help: [['Merge the policy on its own first, so that it decides in the changes that follow']]
  }
}
