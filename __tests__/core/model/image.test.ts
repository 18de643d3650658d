import { describe, expect, test } from '@jest/globals'
import { imageBaseName, imageName, parseImage } from '../../../src/core/model/image.ts'

const HEX = 'a'.repeat(64)

describe('parseImage', () => {
  test.each([
    ['nginx', '', 'nginx', null, null],
    ['nginx:1.27', '', 'nginx', '1.27', null],
    ['library/nginx:1.27', '', 'library/nginx', '1.27', null],
    ['registry.example.com/shop/web:v1', 'registry.example.com', 'shop/web', 'v1', null],
    ['registry.example.com:5000/shop/web', 'registry.example.com:5000', 'shop/web', null, null],
    ['registry.example.com:5000/shop/web:v1', 'registry.example.com:5000', 'shop/web', 'v1', null],
    ['localhost/web:v1', 'localhost', 'web', 'v1', null],
    ['localhost:5000/web', 'localhost:5000', 'web', null, null],
    [`web@sha256:${HEX}`, '', 'web', null, `sha256:${HEX}`],
    [`web:v1@sha256:${HEX}`, '', 'web', 'v1', `sha256:${HEX}`],
    [`registry.example.com:5000/shop/web:v1@sha256:${HEX.toUpperCase()}`, 'registry.example.com:5000', 'shop/web', 'v1', `sha256:${HEX}`],
    [`web@sha512:${'b'.repeat(128)}`, '', 'web', null, `sha512:${'b'.repeat(128)}`],
    ['[::1]:5000/web:v1', '[::1]:5000', 'web', 'v1', null],
    ['Registry/shop/web:v1', 'Registry', 'shop/web', 'v1', null],
    ['localhost', '', 'localhost', null, null],
    [`web@md6+x:${'c'.repeat(40)}`, '', 'web', null, `md6+x:${'c'.repeat(40)}`],
    [`web@sha384:${'c'.repeat(96)}`, '', 'web', null, `sha384:${'c'.repeat(96)}`],
    ['a'.repeat(1024), '', 'a'.repeat(1024), null, null],
    ['a__b/c-d.e:x', '', 'a__b/c-d.e', 'x', null]
  ])('%s', (text, registry, repository, tag, digest) => {
    expect(parseImage(text)).toEqual({ text, registry, repository, tag, digest })
  })

  test.each(['', ' ', 'web:${TAG}', 'Web', 'web:', 'web@sha256:abc', `web@sha256:${'a'.repeat(63)}`, 'web:v1 ', 'https://x/y', 'web::1', '/web', 'web/', 'a'.repeat(1025), `web@sha384:${'a'.repeat(64)}`])(
    '%j is no image',
    (text) => expect(parseImage(text)).toBeNull()
  )

  test('names leave out tag and digest', () => {
    const image = parseImage(`registry.example.com:5000/shop/web:v1@sha256:${HEX}`)
    if (image === null) throw new Error('parsed above')
    expect(imageName(image)).toBe('registry.example.com:5000/shop/web')
    expect(imageBaseName(image)).toBe('web')
    expect([{ ...image, registry: '' }, { ...image, repository: 'a/b/c' }, { ...image, repository: 'web' }].map((each) => [imageName(each), imageBaseName(each)])).toEqual([
      ['shop/web', 'web'],
      ['registry.example.com:5000/a/b/c', 'c'],
      ['registry.example.com:5000/web', 'web']
    ])
  })
})
