// The YAML that kustomize prints: null, booleans, decimal numbers; everything else is text, as it quotes what YAML 1.1 reads otherwise.

import { FAILSAFE_SCHEMA, Type } from 'js-yaml'

const INTEGER = /^[-+]?(?:0|[1-9][0-9]*)$/
const FLOAT = /^[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?$/
/** Leading zeros make octal numbers elsewhere, so they are text here. */
const LEADING_ZERO = /^[-+]?0[0-9]/

const nothing = new Type('tag:yaml.org,2002:null', {
  kind: 'scalar',
  resolve: (text: string | null) => text === null || text === '' || text === 'null' || text === '~',
  construct: () => null
})

const truth = new Type('tag:yaml.org,2002:bool', {
  kind: 'scalar',
  resolve: (text: string | null) => text === 'true' || text === 'false',
  construct: (text: string) => text === 'true'
})

/** Whole numbers that a double cannot hold keep their digits as bigint. */
const integer = new Type('tag:yaml.org,2002:int', {
  kind: 'scalar',
  resolve: (text: string | null) => text !== null && INTEGER.test(text),
  construct: (text: string) => {
    const number = Number(text)
    return Number.isSafeInteger(number) ? number : BigInt(text)
  }
})

const float = new Type('tag:yaml.org,2002:float', {
  kind: 'scalar',
  resolve: (text: string | null) => text !== null && FLOAT.test(text) && !LEADING_ZERO.test(text),
  construct: (text: string) => Number(text)
})

export const OUTPUT_SCHEMA = FAILSAFE_SCHEMA.extend({ implicit: [nothing, truth, integer, float] })
