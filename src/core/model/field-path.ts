// A place in a resource: segments kept apart until the moment of printing.

/** Keys of mappings; a list item by its merge key's value (`catalog`, `8080,TCP`), else by its position. */
export type FieldPath = readonly string[]

/** RFC 6901: `/spec/template/metadata/annotations/prometheus.io~1port`; '' is the resource itself. */
export function formatPointer(path: FieldPath): string {
  return path.map((segment) => '/' + segment.replaceAll('~', '~0').replaceAll('/', '~1')).join('')
}

/** The inverse of formatPointer. Text that does not start with `/` has no segments. */
export function parsePointer(pointer: string): FieldPath {
  if (!pointer.startsWith('/')) return []
  return pointer.slice(1).split('/').map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'))
}
