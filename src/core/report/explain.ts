// The long explanation of a code, for the terminal and as one page of documentation from the same source.

import type { Code } from '../model/finding.ts'
import { byText } from '../model/text.ts'
import { BUILD_EXPLANATIONS } from './explain-builds.ts'
import { DRIFT_EXPLANATIONS } from './explain-drift.ts'
import { IMAGE_EXPLANATIONS } from './explain-images.ts'
import { POLICY_EXPLANATIONS } from './explain-policy.ts'
import type { Explanation, Explanations, Theme } from './explanation.ts'
import { wordsOf } from './words.ts'

const EXPLANATIONS: Explanations<Code> = {
  ...DRIFT_EXPLANATIONS,
  ...IMAGE_EXPLANATIONS,
  ...BUILD_EXPLANATIONS,
  ...POLICY_EXPLANATIONS
}

const THEMES: readonly { readonly theme: Theme; readonly title: string; readonly about: string }[] = [
  { theme: 'parity', title: 'Parity', about: 'Neighbouring environments of an application may differ along the allowed axes only.' },
  { theme: 'promotion', title: 'Promotion', about: 'An image that enters an environment must be live in the environment before it.' },
  { theme: 'rendering', title: 'Rendering and history', about: 'What could not be judged is an error, never a silent pass.' },
  { theme: 'coverage', title: 'What is judged', about: 'Overlays that are missing, alone, or not fully known before they are deployed.' },
  { theme: 'policy', title: 'Policy and waivers', about: 'What concerns the rules themselves.' }
]

const WIDTH = 96

type AnyExplanation = { readonly [C in Code]: Explanation<C> }[Code]

/** Every code, by theme and then by name. */
export function explainedCodes(): readonly string[] {
  return THEMES.flatMap(({ theme }) => entriesOf(theme).map(([code]) => code))
}

/** The explanation of a code as text for a terminal, with a final line end; null for what is no code. */
export function explain(code: string): string | null {
  const found = Object.entries<AnyExplanation>(EXPLANATIONS).find(([name]) => name === code)?.[1]
  if (found === undefined) return null
  const part = (title: string, text: string): readonly string[] => [title, wrap(text, '  '), '']
  const lines = [
    `${code} (${found.level.replaceAll('`', '')})`,
    '',
    wrap(found.meaning, ''),
    '',
    ...part('Why it matters', found.why),
    'Example',
    ...found.lines.split('\n').map((line) => `  ${line}`),
    '',
    wrap(wordsOf(found.finding).message, '  > '),
    '',
    ...part('How to mend it', found.mend),
    'How to allow it',
    wrap(found.allow, '  ')
  ]
  return `${lines.join('\n')}\n`
}

/** docs/findings.md: a heading for each code, by theme. */
export function findingsPage(): string {
  const intro = [
    '# Findings',
    '',
    'Every finding has a code. `parity-gate explain CODE` prints the same as this page, which is made from the same source.',
    '',
    'The verdict is `fail` when any error remains that no waiver lets through. Warnings and notices never fail.',
    '',
    'Where a small edit of the files is certainly right, the finding carries it as a unified diff for `git apply`: `fix` in `report.json`, ' +
      'the raw details of the annotation, and the terminal. It is only made for lines that are known, in files that belong to one ' +
      'environment alone, for drift that this change brought, and never where it would show a value of a Secret. Where there is no ' +
      'certain edit, there is none: read "How to mend it".',
    '',
    ...THEMES.map(({ theme, title }) => `- ${title}: ${entriesOf(theme).map(([code]) => `[${code}](#${code})`).join(', ')}`),
    ''
  ]
  const chapters = (theme: Theme): readonly string[] => entriesOf(theme).flatMap(([code, entry]) => chapter(code, entry))
  const themes = THEMES.flatMap(({ theme, title, about }) => [`## ${title}`, '', about, '', ...chapters(theme)])
  return `${[...intro, ...themes].join('\n').trimEnd()}\n`
}

function entriesOf(theme: Theme): readonly (readonly [string, AnyExplanation])[] {
  return Object.entries<AnyExplanation>(EXPLANATIONS)
    .filter(([, entry]) => entry.theme === theme)
    .toSorted(([a], [b]) => byText(a, b))
}

function chapter(code: string, entry: AnyExplanation): readonly string[] {
  return [
    `### ${code}`,
    '',
    `Level: ${entry.level}.`,
    '',
    entry.meaning,
    '',
    `**Why it matters.** ${entry.why}`,
    '',
    '```yaml',
    ...entry.lines.split('\n'),
    '```',
    '',
    `> ${wordsOf(entry.finding).message}`,
    '',
    `**How to mend it.** ${entry.mend}`,
    '',
    `**How to allow it.** ${entry.allow}`,
    ''
  ]
}

/** Breaks lines between words, never inside of backticks; the prefix stands before each. */
function wrap(text: string, prefix: string): string {
  const lines: string[] = []
  let line = ''
  for (const word of text.match(/(?:`[^`]*`|[^ `])+/g) ?? []) {
    if (line !== '' && prefix.length + line.length + 1 + word.length > WIDTH) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line].map((each) => prefix + each).join('\n')
}
