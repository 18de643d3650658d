// A total order for strings that does not depend on the machine's locale.

/** Compares by UTF-16 code units: negative, zero or positive, as `Array.prototype.sort` wants it. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** A comparison by several keys in turn. */
export function byKeys<T>(...keys: readonly ((item: T) => string)[]): (a: T, b: T) => number {
  return (a, b) => {
    for (const key of keys) {
      const order = byText(key(a), key(b))
      if (order !== 0) return order
    }
    return 0
  }
}

/** The text as a pattern that matches nothing but itself. */
export function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&')
}
