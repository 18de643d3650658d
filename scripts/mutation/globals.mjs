// What the pure tests use of `@jest/globals`: tests are collected instead of run. `expect` is jest's own.

import { createRequire } from 'node:module'

const ofJest = createRequire(createRequire(import.meta.url).resolve('@jest/globals'))
export const expect = ofJest('@jest/expect').jestExpect

let tests = []
let names = []

/** Runs a file of tests and returns those that it declares; a file that cannot be loaded is one test that fails. */
export function collected(file, load) {
  tests = []
  names = [file]
  try {
    load()
  } catch (error) {
    return [{ id: `${file} #0`, body: () => { throw error } }]
  }
  return tests
}

export function describe(name, body) {
  names.push(name)
  body()
  names.pop()
}

/** Numbered, as names need not be unique. */
export function test(name, body) {
  tests.push({ id: `${names[0]} #${tests.length} ${[...names.slice(1), name].join(' › ')}`, body })
}

export const it = test

const each = (declare) => (rows) => (name, body) => rows.forEach((row) => declare(name, () => body(...(Array.isArray(row) ? row : [row]))))
test.each = each(test)
describe.each = each(describe)
