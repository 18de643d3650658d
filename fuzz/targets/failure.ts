// kustomize's words: a first line for the overlay's folder, then what it printed, read as output and as an error.

import { explainFailure } from '../../src/core/render/explain-failure.ts'
import { readRender } from '../../src/core/render/read-render.ts'
import { formatResourceId } from '../../src/core/model/resource.ts'
import { joinPath } from '../../src/core/model/repo-path.ts'
import { finding } from '../../src/core/model/finding.ts'
import { wordsOf } from '../../src/core/report/words.ts'
import { insistTerminal } from '../channels.ts'
import { insist, insistInside } from '../insist.ts'

const TEMPORARY = '/tmp/parity-gate-1'
/** Both ends of a long message, the mark between them, and what is said around it. */
const LONGEST = 2_500

export function failure(data: Buffer): void {
  const text = data.toString('utf8')
  const end = text.indexOf('\n')
  const overlay = joinPath('', text.slice(0, Math.max(end, 0))) ?? ''
  const stderr = text.slice(end + 1)
  const { reason, file, line } = explainFailure(stderr, { temporary: TEMPORARY, overlay })
  insist(reason !== '' && reason.length <= LONGEST, `a reason of ${reason.length} characters`)
  insist(!reason.includes(`${TEMPORARY}/`) , `our temporary folder is shown: ${reason}`)
  if (file !== null) insistInside(file, 'the file that is named')
  insist(line === null || Number.isSafeInteger(line), `line ${line}`)
  insistTerminal(wordsOf(finding('render-failed', 'error', { reason, limit: null })).message, false)
  const render = readRender(stderr)
  if (render.kind !== 'built') return insist(render.reason !== '' && render.reason.length <= LONGEST, 'a reason why it is none')
  const ids = render.resources.map(({ id }) => formatResourceId(id))
  insist(ids.length > 0 && render.resources.every(({ id }) => id.kind !== '' && id.name !== ''), 'resources with kinds and names')
}
