// Where an offset of a text lies. The YAML library's own counter leaves lines out once the text has a mistake in it.

/** Line and column from 1; lines end at `\n`, columns count UTF-16 units. An offset behind the end is at the end. */
export type TextPlace = { readonly line: number; readonly column: number }

/** Offsets of one text to places; reads the text once. */
export function placesIn(text: string): (offset: number) => TextPlace {
  const starts = [0]
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    const wanted = Math.min(Math.max(offset, 0), text.length)
    let [low, high] = [0, starts.length - 1]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if ((starts[middle] ?? 0) <= wanted) low = middle
      else high = middle - 1
    }
    return { line: low + 1, column: wanted - (starts[low] ?? 0) + 1 }
  }
}
