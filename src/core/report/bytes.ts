// Sizes as GitHub counts them: bytes of UTF-8. Core has no TextEncoder.

/** Bytes of the text in UTF-8; a lone surrogate counts as the replacement character. */
export function utf8Length(text: string): number {
  let bytes = 0
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    if (unit < 0x80) bytes += 1
    else if (unit < 0x800) bytes += 2
    else if (unit >= 0xd800 && unit <= 0xdbff && isLow(text.charCodeAt(at + 1))) {
      bytes += 4
      at += 1
    } else bytes += 3
  }
  return bytes
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff
}

/** The whole lines that fit into the limit, and a last line that says that there is more. */
export function cutLines(text: string, limit: number, more: string): string {
  if (utf8Length(text) <= limit) return text
  const kept: string[] = []
  let bytes = utf8Length(more)
  for (const line of text.split('\n')) {
    bytes += utf8Length(line) + 1
    if (bytes > limit) break
    kept.push(line)
  }
  return [...kept, more].join('\n')
}
