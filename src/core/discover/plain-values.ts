// What kustomizations say that does not matter here, taken out of their texts: what is left is the same for many applications.

/** Values on lines of their own, with nothing in them that YAML could read in another way. */
const SCALAR = String.raw`(?:[A-Za-z0-9_][\w./@+-]*(?::[\w./@+-]+)*|"[\w./:@+ -]*"|'[\w./:@+ -]*')`
const ENTRY = `[A-Za-z]+: ${SCALAR}`
/** The next field or the end, so that what follows cannot belong to it. */
const END = String.raw`\n[A-Za-z]|\n?(?![^])`
const INDENTS = ['', '  ']
const LISTS = INDENTS.map((indent) => `(?:\\n${indent}- ${ENTRY}(?:\\n${indent}  ${ENTRY})*)+`)
const VALUES = new RegExp(`^(?:(namespace:) ${SCALAR}|(images:|replicas:)(?:${LISTS.join('|')}))$(?=${END})`, 'gm')
const GENERATORS = new RegExp(`^(?:configMapGenerator|secretGenerator):(?:\\n(?:- |  )[^|>\\n]*)+$(?=${END})`, 'gm')
/** Another key of the entry, another entry, or the end: a deeper line would go on with the name. */
const NAMES = INDENTS.map((indent) => new RegExp(`^(${indent}- name:) ${SCALAR}$(?=\\n${indent}(?:  [A-Za-z]|- )|${END})`, 'gm'))

/**
 * What could make a line something else than it looks: quotes and flow collections that do not end on their line, anchors, tags,
 * separators and the like.
 */
const ODD = /(?:^|\s)(?:"(?![^"\\\n]*"$)|'(?![^'\n]*'$))|\[(?![\w./, -]*\]$)|\{(?!\}$)|[&*!%`\\?\t\r\u0085\u2028\u2029]|^(?:---|\.\.\.)/m

/** Characters; the expressions keep a note of each line until they have matched. */
const LONGEST = 100_000

/**
 * The text of a kustomization without the values of `namespace`, `images` and `replicas` and the names of generators, which lead to no
 * files; the fields stay. What is not plain enough to tell where a value ends is left as it is. Whether it can be read, and all else
 * that it says, is the same.
 */
export function withoutPlainValues(text: string): string {
  if (text.length > LONGEST || ODD.test(text)) return text
  return text.replace(VALUES, '$1$2').replace(GENERATORS, (block) => NAMES.reduce((rest, name) => rest.replace(name, '$1'), block))
}
