// Tokens that stand for secrets, and the search for them in whatever a run leaves behind.

import { randomBytes } from 'node:crypto'

/** Long enough that no two are alike, and no part of one comes about by chance. */
export function canary(): string {
  return `Cn${randomBytes(9).toString('hex')}Zq`
}

/** Shorter pieces of a token than this say nothing. */
const PIECE = 10

/** The forms of a token in which somebody could read it: as it is, pieces of it, base64 at each alignment, hexadecimal, URL-encoded, decimal bytes, backwards. */
function formsOf(token: string): readonly string[] {
  const bytes = Buffer.from(token)
  const encoded = [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift, 120), bytes, Buffer.alloc(3, 120)]).toString('base64')
    return text.slice(Math.ceil((shift * 8) / 6) + 1, -6)
  })
  const pieces = Array.from({ length: token.length - PIECE + 1 }, (_none, at) => token.slice(at, at + PIECE))
  const escaped = [...bytes].map((byte) => `%${byte.toString(16)}`).join('')
  return [...pieces, ...encoded, bytes.toString('hex'), escaped, [...bytes].join(' '), [...token].reverse().join('')]
}

/** Which tokens a channel's text holds in which form; empty when all is well. */
export function leaks(tokens: Readonly<Record<string, string>>, channels: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(channels).flatMap(([channel, text]) =>
    Object.entries(tokens).flatMap(([name, token]) => {
      const form = formsOf(token).find((each) => text.includes(each) || text.toLowerCase().includes(each.toLowerCase()))
      return form === undefined ? [] : [`${name} in ${channel}: …${text.slice(Math.max(0, text.indexOf(form) - 80), text.indexOf(form) + 60)}…`]
    })
  )
}
