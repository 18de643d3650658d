// Inputs as nodes, so that an input and the same key of the policy file are read by the same rules.

import type { Field } from './field.ts'
import type { PolicyNode } from './policy-node.ts'

/** Only inputs that are set and not empty, by their names. */
export type RawInputs = Readonly<Record<string, string>>

/** Lists whose items may also be separated by commas, because no item can hold one. */
const COMMAS: readonly string[] = ['environments', 'soak', 'exempt-images', 'allow-remote']
/** Lists whose items are lines: paths and pointers may hold commas. */
const LINES: readonly string[] = ['overlays', 'exclude']

/** An input's text as the value that the policy file would hold. Lines that start with `#` are comments. */
export function inputField(name: string, text: string): Field {
  return { name, input: true, node: inputNode(name, text) }
}

function inputNode(name: string, text: string): PolicyNode {
  if (COMMAS.includes(name)) return list(text.split(/[,\n]/))
  if (LINES.includes(name)) return list(text.split('\n'))
  // Built-in names on one line read well with commas; a custom axis keeps its line.
  if (name === 'allowed-axes') return list(text.split('\n').flatMap((line) => (/[:/]/.test(line) ? [line] : line.split(','))))
  return scalar(text.trim())
}

function list(parts: readonly string[]): PolicyNode {
  const items = parts.map((part) => part.trim()).filter((part) => part !== '' && !part.startsWith('#'))
  return { kind: 'list', items: items.map((value) => ({ kind: 'text', value, at: null })), at: null }
}

/** Booleans and whole numbers as YAML 1.2's core schema reads them. */
function scalar(text: string): PolicyNode {
  if (/^(?:true|True|TRUE|false|False|FALSE)$/.test(text)) return { kind: 'boolean', value: text.toLowerCase() === 'true', at: null }
  if (/^[0-9]{1,15}$/.test(text)) return { kind: 'number', value: Number(text), at: null }
  return { kind: 'text', value: text, at: null }
}
