// A run of its own that uses a cache without end: writes and reads entries whose text tells their key, until it is killed.

import { createHash } from 'node:crypto'
import { openCache } from '../../../src/edges/cache/cache.ts'

const [, , directory = '', from = '0', to = '0', rounds = '1'] = process.argv

const keyOf = (name: string): string => createHash('sha256').update(name).digest('hex')
const textOf = (key: string): string => Array.from({ length: 40 }, (_, index) => keyOf(`${key}${index}`)).join(' ')

const said: string[] = []
const wrong: string[] = []
const cache = await openCache(directory, { maxMegabytes: 50, say: (line) => said.push(line) })
process.stdout.write('ready\n')
for (let round = 0; round < Number(rounds); round += 1) {
  for (let at = Number(from); at < Number(to); at += 1) {
    const key = keyOf(String(at))
    const text = cache.read(key)
    if (text !== null && text !== textOf(key)) wrong.push(key)
    cache.write(key, textOf(key))
  }
}
cache.close()
process.stdout.write(JSON.stringify({ salt: cache.salt, said, wrong }))
