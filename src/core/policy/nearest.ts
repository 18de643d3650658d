// The known word that a misspelt one probably means.

/** The nearest of the known words, or null where none is near: at most one edit for every three letters. */
export function nearest(word: string, known: readonly string[]): string | null {
  if (word.length > 64) return null
  const plain = normalise(word)
  let best: string | null = null
  let least = Math.max(1, Math.floor(plain.length / 3)) + 1
  for (const candidate of known) {
    const edits = distance(plain, normalise(candidate))
    if (edits < least) {
      best = candidate
      least = edits
    }
  }
  return best
}

/** The help, after a suggestion where one of the known words is near: looked for when it is asked, since a file may misspell thousands. */
export function suggest(word: string, known: readonly string[], help: string): () => string {
  return () => {
    const found = nearest(word, known)
    return found === null ? help : `did you mean \`${found}\`? ${help}`
  }
}

function normalise(word: string): string {
  return word.replace(/([a-z])([A-Z])/g, '$1-$2').replaceAll('_', '-').toLowerCase()
}

/** Edits between two words; two neighbouring letters that changed places count as one (optimal string alignment). */
function distance(a: string, b: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const change = (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      let least = Math.min(change, (last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (beforeLast[j - 2] ?? 0) + 1)
      row.push(least)
    }
    beforeLast = last
    last = row
  }
  return last[b.length] ?? 0
}
