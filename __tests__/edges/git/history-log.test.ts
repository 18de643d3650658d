import { describe, expect, it } from '@jest/globals'
import type { LoggedCommit } from '../../../src/edges/git/history-log.ts'
import { logReader, readRawChanges } from '../../../src/edges/git/history-log.ts'

const A = 'a'.repeat(40)
const B = 'b'.repeat(40)
const ZERO = '0'.repeat(40)

const OUTPUT = Buffer.concat([
  Buffer.from(`${A}\x00170\0Ada\0First\0\n:100644 000000 ${A} ${ZERO} D\0b.yaml\0:000000 100644 ${ZERO} ${B} A\0a\n.yaml\0`),
  Buffer.from(`${B}\x00160\0Gr\u00fcn\0No changes\0${A}\0x\0\0\0\n:100644 100755 ${A} ${A} M\0caf`),
  Buffer.from([0xe9]),
  Buffer.from('\0')
])

const COMMITS: readonly LoggedCommit[] = [
  {
    id: A,
    committed: 170,
    author: 'Ada',
    subject: 'First',
    changes: [
      { path: 'a\n.yaml', before: null, after: { mode: '100644', blob: B } },
      { path: 'b.yaml', before: { mode: '100644', blob: A }, after: null }
    ]
  },
  { id: B, committed: 160, author: 'Grün', subject: 'No changes', changes: [] },
  {
    id: A,
    committed: 0,
    author: '',
    subject: '',
    changes: [{ path: 'caf\\xE9', before: { mode: '100644', blob: A }, after: { mode: '100755', blob: A } }]
  }
]

function read(output: Buffer, size: number): readonly LoggedCommit[] {
  const commits: LoggedCommit[] = []
  const reader = logReader((commit) => commits.push(commit))
  for (let start = 0; start < output.length; start += size) reader.take(output.subarray(start, start + size))
  reader.end()
  return commits
}

describe('git log, piece by piece', () => {
  it.each([1, 2, 3, 7, 40, 41, 100, OUTPUT.length])('comes out the same in pieces of %d bytes', (size) => {
    expect(read(OUTPUT, size)).toEqual(COMMITS)
  })

  it.each([[`${A}\x00170\0Ada`], [`${A}\x00170\0Ada\0First\0\n:100644 000000 ${A} ${ZERO} D\0`], [`${A}\x00170\0`]])(
    'does not take a part for the whole: %j',
    (text) => {
      expect(() => read(Buffer.from(text), 8)).toThrow('ended in the middle')
    }
  )

  it('reads nothing as nothing', () => {
    expect(read(Buffer.alloc(0), 1)).toEqual([])
    expect(readRawChanges(Buffer.alloc(0))).toEqual([])
  })
})

describe('git diff-tree', () => {
  it('reads renames with both paths, and other changes with one', () => {
    const output = Buffer.from(`:100644 100644 ${A} ${B} R087\0old.yaml\0new.yaml\0:100644 100644 ${A} ${B} M\0c.yaml\0`)
    expect(readRawChanges(output)).toEqual([
      { path: 'new.yaml', from: 'old.yaml', score: 87, before: { mode: '100644', blob: A }, after: { mode: '100644', blob: B } },
      { path: 'c.yaml', from: null, score: null, before: { mode: '100644', blob: A }, after: { mode: '100644', blob: B } }
    ])
  })
})
