// What GitHub's description leaves out and the server enforces all the same. Each rule returns what GitHub would object to.

export type Body = Readonly<Record<string, unknown>>

/** In UTF-8 bytes: a larger summary is refused, a larger text is cut without a word. */
export const OUTPUT_BYTES = 65_535
const ANNOTATION_BYTES = 64 * 1024
const TITLE_CHARACTERS = 255

export function mapping(value: unknown): Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Body) : {}
}

/** Text as sent; '' for what is no text. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : []
}

/** Fields that the description does not name. GitHub ignores many of them; for us each is a mistake. */
export function unknownFields(value: unknown, schema: unknown, at = ''): readonly string[] {
  const properties = mapping(mapping(schema)['properties'])
  const items = mapping(schema)['items']
  if (Array.isArray(value)) return value.flatMap((item, index) => unknownFields(item, items, `${at}/${index}`))
  return Object.entries(mapping(value)).flatMap(([key, inner]) =>
    properties[key] === undefined ? [`${at}/${key} is not a field`] : unknownFields(inner, properties[key], `${at}/${key}`)
  )
}

export function outputProblems(output: Body): readonly string[] {
  const bytes = Buffer.byteLength(textOf(output['summary']), 'utf8')
  return [
    ...(bytes > OUTPUT_BYTES ? [`summary exceeds a maximum bytesize of ${OUTPUT_BYTES} (${bytes})`] : []),
    ...list(output['annotations']).flatMap((annotation, index) =>
      annotationProblems(mapping(annotation)).map((problem) => `annotations/${index}: ${problem}`)
    )
  ]
}

function annotationProblems(annotation: Body): readonly string[] {
  const start = Number(annotation['start_line'])
  const end = Number(annotation['end_line'])
  const columns = [annotation['start_column'], annotation['end_column']].filter((column) => column !== undefined).map(Number)
  const path = textOf(annotation['path'])
  const tooLong = (name: string): boolean => Buffer.byteLength(textOf(annotation[name]), 'utf8') > ANNOTATION_BYTES
  return [
    ...(start < 1 || end < start ? [`lines ${start} to ${end}`] : []),
    ...(columns.length > 0 && start !== end ? ['columns on more than one line'] : []),
    ...(columns.some((column) => column < 1) ? ['a column below 1'] : []),
    ...(columns.length === 2 && (columns[1] ?? 0) < (columns[0] ?? 0) ? ['end_column before start_column'] : []),
    ...(path === '' || path.startsWith('/') ? [`path \`${path}\``] : []),
    ...(textOf(annotation['message']).trim() === '' ? ['an empty message'] : []),
    ...(textOf(annotation['title']).length > TITLE_CHARACTERS ? [`title is longer than ${TITLE_CHARACTERS}`] : []),
    ...['message', 'raw_details'].filter(tooLong).map((name) => `${name} is larger than 64 KB`)
  ]
}

export function statusProblems(body: Body): readonly string[] {
  const completes = body['status'] === 'completed' || body['completed_at'] !== undefined
  return completes && body['conclusion'] === undefined ? ['completed without a conclusion'] : []
}

/** Cut in the middle of whatever stands there, as GitHub does. */
export function cutText(text: string): string {
  const bytes = Buffer.from(text, 'utf8')
  return bytes.length <= OUTPUT_BYTES ? text : bytes.subarray(0, OUTPUT_BYTES).toString('utf8').replace(/\uFFFD$/, '')
}
