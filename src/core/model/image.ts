// Image references: host, repository, tag and digest told apart (grammar: distribution/reference, reference.go).

export type ImageReference = {
  /** As written. */
  readonly text: string
  /** Host with port, such as `registry.example.com:5000`; '' where the reference names none. */
  readonly registry: string
  /** Path without the host, such as `library/nginx`. */
  readonly repository: string
  readonly tag: string | null
  /** `sha256:` and 64 hexadecimal digits, or another registered algorithm. */
  readonly digest: string | null
}

const COMPONENT = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*'
const HOST = '(?:\\[[0-9a-fA-F:]+\\]|[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?)(?::[0-9]+)?'
const REFERENCE = new RegExp(
  `^(?:(${HOST})/)?(${COMPONENT}(?:/${COMPONENT})*)(?::([\\w][\\w.-]{0,127}))?(?:@([A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?$`
)
const DIGEST_LENGTHS: Readonly<Record<string, number>> = { sha256: 64, sha384: 96, sha512: 128 }
const LONGEST = 1024

/** Reads a reference; null where the text is none (an unresolved `${TAG}`, spaces, a digest of the wrong length). */
export function parseImage(text: string): ImageReference | null {
  if (text.length > LONGEST) return null
  const slash = text.indexOf('/')
  const head = slash < 0 ? '' : text.slice(0, slash)
  // Docker's rule: the first part is a host when it has a dot or a port, or is localhost.
  const hosted = head !== '' && (/[.:]/.test(head) || head === 'localhost' || head !== head.toLowerCase())
  const match = REFERENCE.exec(hosted ? text : `x.invalid/${text}`)
  if (match === null) return null
  const [, registry = '', repository = '', tag, digest] = match
  if (digest !== undefined) {
    const [algorithm = '', hex = ''] = digest.toLowerCase().split(':')
    const length = DIGEST_LENGTHS[algorithm]
    if (length !== undefined && hex.length !== length) return null
  }
  return { text, registry: hosted ? registry : '', repository, tag: tag ?? null, digest: digest?.toLowerCase() ?? null }
}

/** Host and repository without tag and digest: what a person calls the image's name. */
export function imageName(image: ImageReference): string {
  return image.registry === '' ? image.repository : `${image.registry}/${image.repository}`
}

/** The repository's last part: what stays the same when registries or organisations differ. */
export function imageBaseName(image: ImageReference): string {
  return image.repository.split('/').at(-1) ?? image.repository
}
