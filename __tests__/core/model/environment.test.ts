import { expect, test } from '@jest/globals'
import { environmentNamed, environmentWords } from '../../../src/core/model/environment.ts'

test('an environment that says nothing but its name is as documented', () => {
  expect(environmentNamed('prod')).toEqual({
    name: 'prod',
    aliases: [],
    after: null,
    soak: null,
    superseded: 'allow',
    fanOut: 'allow',
    introduction: 'warn',
    evidence: 'declared',
    signals: null
  })
  expect(environmentNamed('prod', ['live'], { soak: 1 })).toMatchObject({ aliases: ['live'], soak: 1 })
})

test('its words are its name, then its aliases', () => {
  expect(environmentWords(environmentNamed('prod', ['live', 'production']))).toEqual(['prod', 'live', 'production'])
})
