// What the sources of a generator hold, key by key: the literal, the line of an env file, a whole file.

import type { Mark } from './source-text.ts'
import { markAt, wholeFile } from './source-text.ts'
import type { Traced, TracedEntry, TracedScalar } from './traced.ts'
import { fieldOf, itemsOf, scalarOf, tracedScalar } from './traced.ts'
import type { Layer } from './traced-resource.ts'

export type GeneratedData = { readonly data: ReadonlyMap<string, TracedEntry>; readonly binaryData: ReadonlyMap<string, TracedEntry> }

/** encoded: the render shows values in base64, as in Secrets. */
export function generatedData(entry: Traced, layer: Layer, encoded: boolean): GeneratedData {
  const data = new Map<string, TracedEntry>()
  const binaryData = new Map<string, TracedEntry>()
  const encoding = encoded ? 'base64' : null
  const put = (key: string, at: Mark, value: TracedScalar): void => void data.set(key, { key: at, value: { ...value, encoding } })

  for (const literal of itemsOf(fieldOf(entry, 'literals'))) {
    const pair = literal.kind === 'scalar' ? splitLiteral(literal) : null
    if (pair !== null) put(pair.key, literal.mark, pair.value)
  }
  for (const file of itemsOf(fieldOf(entry, 'files'))) {
    if (file.kind !== 'scalar') continue
    const { key, path } = splitFile(file.text)
    const value = fileScalar(layer, path, file)
    // Bytes that are no UTF-8 go to binaryData; the tree shows them as replacement characters, and no line of theirs can be shown.
    if (!encoded && value.text.includes('\uFFFD')) binaryData.set(key, { key: file.mark, value: { ...file, inner: null, encoding: 'bytes' } })
    else put(key, value.mark, value)
  }
  const env = scalarOf(entry, 'env')
  for (const file of [...itemsOf(fieldOf(entry, 'envs')), ...(env === null ? [] : [env])]) {
    if (file.kind !== 'scalar') continue
    for (const line of envLines(layer, file)) put(line.key, line.value.mark, line.value)
  }
  return { data, binaryData }
}

function splitLiteral(literal: TracedScalar): { readonly key: string; readonly value: TracedScalar } | null {
  const equals = literal.text.indexOf('=')
  if (equals < 0) return null
  const written = literal.text.slice(equals + 1)
  const quoted = /^(["'])([^]*)\1$/.exec(written)
  const text = quoted === null || written.length < 2 ? written : (quoted[2] ?? '')
  const inner = literal.inner === null ? null : { ...literal.inner, text }
  return { key: literal.text.slice(0, equals), value: tracedScalar(text, literal.mark, { inner }) }
}

function splitFile(text: string): { readonly key: string; readonly path: string } {
  const equals = text.indexOf('=')
  if (equals >= 0) return { key: text.slice(0, equals), path: text.slice(equals + 1) }
  return { key: text.slice(text.lastIndexOf('/') + 1), path: text }
}

/** The whole content; its line is only told where there is but one. A file that cannot be read leaves its entry's file. */
function fileScalar(layer: Layer, entry: string, written: TracedScalar): TracedScalar {
  const path = layer.reader.resolve(layer.folder, entry)
  const text = path === null ? undefined : layer.reader.text(path)
  if (path === null || text === undefined) return tracedScalar('', { ...written.mark, line: null })
  const oneLine = !text.replace(/\n$/, '').includes('\n')
  return tracedScalar(text, { file: path, line: oneLine ? 1 : null, column: null }, { inner: wholeFile(path, text) })
}

/** Lines `KEY=value`: blanks before are dropped, the value is verbatim, `#` starts a comment only at the beginning. */
function envLines(layer: Layer, written: TracedScalar): readonly { readonly key: string; readonly value: TracedScalar }[] {
  const path = layer.reader.resolve(layer.folder, written.text)
  const text = path === null ? undefined : layer.reader.text(path)
  if (path === null || text === undefined) return []
  const source = wholeFile(path, text)
  return text.replace(/^\uFEFF/, '').split(/\r?\n/).flatMap((raw, index) => {
    const line = raw.trimStart()
    if (line === '' || line.startsWith('#')) return []
    const equals = line.indexOf('=')
    const mark = markAt(source, index + 1, raw.length - line.length + 1)
    const value = equals < 0 ? '' : line.slice(equals + 1)
    return [{ key: equals < 0 ? line : line.slice(0, equals), value: tracedScalar(value, mark) }]
  })
}
