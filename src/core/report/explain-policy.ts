// Explanations of what concerns the policy itself: waivers, configuration, changes to the gate.

import type { Code } from '../model/finding.ts'
import { finding } from '../model/finding.ts'
import { lineLocation } from '../model/source.ts'
import type { Explanations } from './explanation.ts'

type PolicyCode = Extract<Code, `waiver-${string}`> | 'config-invalid' | 'policy-changed'

const THEME = { theme: 'policy' } as const
const WAIVER = lineLocation('.github/parity-gate.yaml', 14)
const FIRST_LINE = lineLocation('.github/parity-gate.yaml', 1, 1)
const REASON = 'gradual rollout, CHG-1234'

export const POLICY_EXPLANATIONS: Explanations<PolicyCode> = {
  'waiver-invalid': {
    ...THEME,
    level: 'error',
    meaning: 'A waiver is written in a way that lets nothing through; mostly, an inline waiver without a reason.',
    why: 'A waiver without a reason cannot be reviewed, and nobody dares to remove it.',
    lines: 'literals: [RATE_LIMIT=100]   # parity-gate: allow',
    finding: finding('waiver-invalid', 'error', { why: 'a reason is missing: write it after `--`' }),
    mend: 'Give the reason after two dashes: `# parity-gate: allow -- gradual rollout, CHG-1234`.',
    allow: 'It cannot be waived.'
  },
  'waiver-expired': {
    ...THEME,
    level: 'warning; a notice in the 14 days before',
    meaning: 'The date of a waiver has passed, so it no longer lets anything through, or will pass soon.',
    why: 'A waiver is a loan. The date keeps it from becoming the rule.',
    lines: `# .github/parity-gate.yaml
waivers:
  - application: apps/shop
    path: /data/FEATURE_X
    reason: gradual rollout, CHG-1234
    owner: team-shop
    expires: 2026-11-07`,
    finding: finding(
      'waiver-expired',
      'warning',
      { reason: REASON, owner: 'team-shop', expires: '2026-11-07', daysLeft: -13 },
      { location: WAIVER }
    ),
    mend: 'End the difference and remove the waiver, or renew it with a new date.',
    allow: 'It does not fail by itself; what it let through does again.'
  },
  'waiver-unused': {
    ...THEME,
    level: 'warning',
    meaning: 'A waiver of an application that was judged lets nothing through.',
    why: 'The difference is gone. A waiver that stays would hide the next one.',
    lines: `# .github/parity-gate.yaml
waivers:
  - application: apps/shop
    path: /data/FEATURE_X        # equal everywhere since last week`,
    finding: finding('waiver-unused', 'warning', { reason: REASON, owner: 'team-shop' }, { location: WAIVER }),
    mend: 'Remove it, as the attached diff does.',
    allow: 'It does not fail.'
  },
  'config-invalid': {
    ...THEME,
    level: 'error; a warning where only the policy file before the change is invalid',
    meaning:
      'An input or the policy file cannot be understood: an unknown key, a wrong type, an impossible value, or something that this ' +
      'version cannot do yet.',
    why: 'A setting that is silently ignored is a hole in the gate.',
    lines: `# .github/parity-gate.yaml
existing-drfit: warn`,
    finding: finding(
      'config-invalid',
      'error',
      { problem: 'unknown key `existing-drfit` in the policy file', help: 'Did you mean `existing-drift`?' },
      { location: FIRST_LINE }
    ),
    mend: 'Correct the line that the message names.',
    allow: 'It cannot be waived.'
  },
  'policy-changed': {
    ...THEME,
    level: 'warning',
    meaning:
      'The change edits the policy file or the workflow that runs the gate. The policy from before the change decides; what the ' +
      'changed one would have said is shown. Where only the file before the change is invalid, defaults and inputs decide, so that ' +
      'it can be repaired.',
    why: 'A change must not judge itself. This warning makes visible that it tries to change its judge.',
    lines: `# .github/parity-gate.yaml, edited in a pull request
existing-drift: warn             # was: fail`,
    finding: finding('policy-changed', 'warning', { what: 'policy', verdict: 'pass', errors: 0 }, { location: FIRST_LINE }),
    mend: 'Merge the policy on its own first. Have `.github/` owned by the platform team in CODEOWNERS.',
    allow: 'It does not fail.'
  }
}
