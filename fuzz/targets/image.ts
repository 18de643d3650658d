// Image references: what is read can be put together again, and the two readers of the gate agree where a name ends.

import { splitImage } from '../../src/core/attribute/images.ts'
import { imageBaseName, imageName, parseImage } from '../../src/core/model/image.ts'
import { shortImage, shortVersion } from '../../src/core/report/quote.ts'
import { insist, insistEqual } from '../insist.ts'

export function image(data: Buffer): void {
  const text = data.toString('utf8')
  shortImage(text)
  shortVersion(text)
  const split = splitImage(text)
  insist(text.startsWith(split.name), `the name of ${text} is ${split.name}`)
  const parsed = parseImage(text)
  if (parsed === null) return
  const { tag, digest } = parsed
  const whole = `${imageName(parsed)}${tag === null ? '' : `:${tag}`}${digest === null ? '' : `@${digest}`}`
  insist(whole.toLowerCase() === text.toLowerCase(), `${text} was read as ${whole}`)
  insistEqual({ ...parseImage(whole), text }, parsed, 'read again')
  insist(imageName(parsed).endsWith(imageBaseName(parsed)) && imageBaseName(parsed) !== '', `the last name of ${text}`)
  insist(/^[\x21-\x7e]+$/.test(text), 'a reference holds blanks, controls or letters of other scripts')
}
