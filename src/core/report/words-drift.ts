// The words of parity: two environments differ where they may not.

import type { Pairing } from '../model/difference.ts'
import type { Code, Finding } from '../model/finding.ts'
import { imageBaseName, parseImage } from '../model/image.ts'
import { shortResourceId } from '../model/resource.ts'
import type { FolderOf } from './folders.ts'
import { allowByAxis, allowByWaiver, allowForAWhile, paste } from './allow.ts'
import { environmentOf, folder, quote, quoteShown, resourceOf, shellWord, valuePair } from './quote.ts'
import type { Writers } from './sentence.ts'

type DriftCode = Extract<Code, `drift-${string}`> | 'axis-bound' | 'cross-environment-reference'

export const DRIFT_WORDS: Writers<DriftCode> = {
  'drift-value': (finding, folders) => ({
    about: pairTitle(finding),
    message: differs(finding) + pairingNote(finding.args.pairing) + existingNote(finding),
    help: [
      [`Set the same value in both, or move it to the base that both use`],
      ...pairingHelp(finding, finding.args.pairing),
      ...(finding.args.note === 'secret' ? secretHelp(finding, folders) : [allowByAxis(finding)]),
      allowForAWhile(finding),
      ...existingHelp(finding)
    ]
  }),
  'drift-missing-field': (finding, folders) => {
    const { missing, present } = sides(finding)
    const { left, right } = valuePair(finding)
    const value = left ?? right
    const has = value === null ? 'has it' : `has ${quoteShown(value)}`
    return {
      about: pairTitle(finding),
      message:
        `${fieldOf(finding)} is missing in ${named(finding, missing)}: ${named(finding, present)} ${has}` +
        pairingNote(finding.args.pairing) +
        existingNote(finding),
      help: [
        [`Add the same to ${resourceOf(finding)} in ${folder(finding, missing, folders)}, or remove it from ${quote(present)}`],
        ...pairingHelp(finding, finding.args.pairing),
        allowByAxis(finding),
        allowForAWhile(finding),
        ...existingHelp(finding)
      ]
    }
  },
  'drift-missing-resource': (finding, folders) => {
    const { missing, present } = sides(finding)
    return {
      about: pairTitle(finding),
      message:
        `${resourceOf(finding)} is missing in ${named(finding, missing)}: ` +
        `only ${named(finding, present)} has it${existingNote(finding)}`,
      help: [
        [
          `Move it to the base that both use, or list its file under ${quote('resources:')} in ` +
            `${folder(finding, missing, folders)}`
        ],
        allowByAxis(finding),
        ...existingHelp(finding)
      ]
    }
  },
  'drift-image-repository': (finding, folders) => {
    const { left, right } = valuePair(finding)
    return {
      about: pairTitle(finding),
      message:
        `${fieldOf(finding)} differs in more than tag and digest: ${pairClause(finding, left, right)}${existingNote(finding)}`,
      help: [
        [`Use one repository in both: see ${quote('images:')} in ${folder(finding, finding.environment, folders)}`],
        [`If this is how images are promoted here, allow it in ${quote('allowed-axes')}:`, ...paste([`- ${imageAxis(finding)}`])],
        ...existingHelp(finding)
      ]
    }
  },
  'drift-secret-keys': (finding, folders) => {
    const { missing, present } = sides(finding)
    return {
      about: pairTitle(finding),
      message:
        `the key ${quote(finding.args.key)} of ${resourceOf(finding)} is missing in ${named(finding, missing)}: ` +
        `${named(finding, present)} has it${existingNote(finding)}`,
      help: [
        [`Add the key to ${resourceOf(finding)} in ${folder(finding, missing, folders)}, or remove it from ${quote(present)}`],
        allowByWaiver(finding),
        ...existingHelp(finding)
      ]
    }
  },
  'axis-bound': (finding) => ({
    about: `${finding.environment} ${shortResourceId(finding.resource ?? '')}`.trim(),
    message:
      `${fieldOf(finding)} may differ by the axis ${quote(finding.args.axis)}, but ${environmentOf(finding)} has ` +
      `${quote(finding.args.value)}, which does not match ${quote(finding.args.bound)}${existingNote(finding)}`,
    help: [
      [`Correct the value so that it matches`],
      [`If the value is right, widen ${quote('values')} of the axis ${quote(finding.args.axis)} in the policy file`],
      allowForAWhile(finding)
    ]
  }),
  'cross-environment-reference': (finding, folders) => {
    const { what, value, word, names } = finding.args
    return {
      about: `${finding.environment} names ${names}`,
      message:
        `${environmentOf(finding)} names ${quote(names)} in the ${what} ${quote(value)} ` +
        `(${fieldOf(finding)})${existingNote(finding)}`,
      help: [
        [
          `Point it to ${quote(finding.environment)}'s own ${what}${likely(value, word, finding.environment)} in ` +
            `${folder(finding, finding.environment, folders)}`
        ],
        [`If ${quote(word)} is no environment here, list the environments under ${quote('environments')} so that it is not taken for one`],
        allowByWaiver(finding)
      ]
    }
  }
}

function pairTitle(finding: Finding): string {
  const pair = finding.against === null ? finding.environment : `${finding.against} → ${finding.environment}`
  return `${pair} ${shortResourceId(finding.resource ?? finding.application)}`
}

/** `/data/PORT` of `ConfigMap/app`. */
function fieldOf(finding: Finding): string {
  const { path } = finding
  return path === null || path === '' ? resourceOf(finding) : `${quote(path)} of ${resourceOf(finding)}`
}

/** The environment, with the variant where it is the one that the finding is about. */
function named(finding: Finding, environment: string): string {
  return environment === finding.environment ? environmentOf(finding) : quote(environment)
}

type OneSided = Finding<'drift-missing-field' | 'drift-missing-resource' | 'drift-secret-keys'>

function sides(finding: OneSided): { readonly missing: string; readonly present: string } {
  const missing = finding.args.missingIn
  const present = missing === finding.environment ? (finding.against ?? 'the other environment') : finding.environment
  return { missing, present }
}

function differs(finding: Finding<'drift-value'>): string {
  const between = `between ${quote(finding.against ?? 'the environment before')} and ${environmentOf(finding)}`
  const { left, right } = valuePair(finding)
  switch (finding.args.note) {
    case 'secret':
      return `${fieldOf(finding)} differs ${between} (values of Secrets are not shown)`
    case 'order':
      return `${fieldOf(finding)} has the same items in another order: ${pairClause(finding, left, right)}`
    case 'namespace':
      return `${resourceOf(finding)} is not in the namespace that the environment is deployed to: ${pairClause(finding, left, right)}`
    case null:
      return `${fieldOf(finding)} differs: ${pairClause(finding, left, right)}`
  }
}

function pairClause(finding: Finding, left: string | null, right: string | null): string {
  const has = (value: string | null): string => (value === null ? 'has none' : `has ${quoteShown(value)}`)
  return `${quote(finding.against ?? 'the environment before')} ${has(left)}, ${environmentOf(finding)} ${has(right)}`
}

function pairingNote(pairing: Pairing | null): string {
  return pairing === 'position' ? ' (list items were paired by position)' : ''
}

function existingNote(finding: Finding): string {
  return finding.existing ? ' (was there before this change)' : ''
}

function pairingHelp(finding: Finding, pairing: Pairing | null): readonly (readonly string[])[] {
  if (pairing === 'unique-key') return [['List items were paired by the key that names each of them once on both sides']]
  if (pairing !== 'position') return []
  const custom = isCustomResource(finding.resource ?? '')
  const replaced = custom ? '; kustomize patches replace a list of a custom resource as a whole, so a patch has to repeat every item' : ''
  return [[`List items were paired by position, as no key names them, so one item more shifts all that follow${replaced}`]]
}

/** Groups of Kubernetes itself have no dot or end with `.k8s.io`; kustomize knows merge keys only for those. */
function isCustomResource(resource: string): boolean {
  const group = resource.split('/')[0] ?? ''
  return group.includes('.') && !group.endsWith('.k8s.io')
}

function secretHelp(finding: Finding, folders: FolderOf): readonly (readonly string[])[] {
  const build = (environment: string): string => {
    const path = folders(finding.application, environment, finding.variant)
    return path === null ? '' : `kustomize build ${shellWord(path)}`
  }
  const commands = [finding.against ?? '', finding.environment].map(build).filter((command) => command !== '')
  const look = commands.length === 2 ? [['To see both values, build them yourself:', ...paste(commands)]] : []
  const better = `Better: let an ExternalSecret carry it; where its values come from may differ (axis ${quote('secret-path')})`
  return [...look, [better], allowByAxis(finding)]
}

function imageAxis(finding: Finding): 'image-registry' | 'image-repository' {
  const images = Object.values(finding.values).map((value) => (value === null ? null : parseImage(value)))
  const names = images.map((image) => (image === null ? null : imageBaseName(image)))
  return names.length === 2 && names[0] !== null && names[0] === names[1] ? 'image-registry' : 'image-repository'
}

/** The value with the other environment's word exchanged, where it stands there once. */
function likely(value: string, word: string, environment: string): string {
  const parts = value.split(word)
  return parts.length === 2 ? `, probably ${quote(parts.join(environment))},` : ''
}

function existingHelp(finding: Finding): readonly (readonly string[])[] {
  if (!finding.existing || finding.level !== 'error') return []
  return [[`To fail only on drift that is new, set ${quote('existing-drift: warn')}`]]
}
