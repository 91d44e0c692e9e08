import { cidrFault } from './cidr.ts'
import type { ParseOptions } from './document.ts'
import { type InvalidRule, short } from './invalid-rule.ts'
import type { Comparison, Modifiers } from './modifiers.ts'
import { expandPlaceholders } from './placeholders.ts'
import { isEverything, readText } from './read-text.ts'
import { regexFault, regexSource } from './regex.ts'
import type { Part, Test } from './rule.ts'
import { timeParts } from './time-part.ts'
import { parseWildcards, plainText } from './wildcard.ts'

/** What a value of a rule is read by. */
export interface Context {
  readonly modifiers: Modifiers
  readonly keyword: boolean
  readonly options: ParseOptions
  readonly fail: (reason: string) => InvalidRule
}

/** The most steps that the name of a field can have. */
export const maxSteps = 16

/** Reads one value of a rule as the tests that it stands for, any of which is enough. */
export function readValue(value: unknown, context: Context): readonly Test[] {
  return readers[context.modifiers.comparison](value, context)
}

type Reader = (value: unknown, context: Context) => readonly Test[]

/** How each comparison reads a value. */
const readers: Readonly<Record<Comparison, Reader>> = {
  equals: (value, context) => {
    const { keyword, modifiers, fail } = context
    if (keyword || typeof value === 'string') return texts(value, context)
    const flag = [...modifiers.flags].find((name) => name === 'cased' || (name === 'neq' && typeof value !== 'number'))
    if (flag !== undefined) throw fail(`modifier ${flag} cannot be applied to ${typeName(value)}`)
    if (value === null) return [{ kind: 'null', written: 'null' }]
    if (typeof value === 'number') return [{ kind: 'number', written: String(value), value: finite(value, fail) }]
    if (typeof value === 'boolean')
      return [{ kind: 'text', written: String(value), parts: [String(value)], cased: false }]
    throw fail(`a value cannot be ${typeName(value)}`)
  },
  text: texts,
  re: (value, { modifiers, options, fail }) => {
    if (typeof value !== 'string') throw fail(`modifier re cannot be applied to ${typeName(value)}`)
    const fault = regexFault(value)
    if (fault !== undefined) throw fail(fault)
    const source = regexSource(value, [...modifiers.flags].join(''))
    // PCRE's other two flags are in the source already: JavaScript's own know four ends of a line.
    const flags = modifiers.flags.has('i') ? 'i' : ''
    const danger = options.checkRegex?.(source, flags)
    if (danger !== undefined) throw fail(danger)
    return [{ kind: 'regex', written: value, source, flags }]
  },
  cidr: (value, { modifiers, options, fail }) => {
    if (typeof value !== 'string') throw fail(`modifier cidr cannot be applied to ${typeName(value)}`)
    const ranges = modifiers.flags.has('expand') ? expandPlaceholders(value, options.placeholders ?? {}) : [value]
    if (typeof ranges === 'string') throw fail(ranges)
    return ranges.map((range) => {
      const fault = cidrFault(range)
      if (fault !== undefined) throw fail(fault)
      return { kind: 'cidr', written: range }
    })
  },
  exists: (value, { fail }) => {
    if (typeof value !== 'boolean') throw fail('modifier exists takes true or false')
    return [{ kind: 'exists', written: String(value), value }]
  },
  order: (value, { modifiers, fail }) => {
    const order = modifiers.order!
    if (typeof value !== 'number') throw fail(`modifier ${order} takes a number`)
    return [{ kind: 'compare', written: String(value), order, value: finite(value, fail) }]
  },
  time: (value, { modifiers, fail }) => {
    const part = modifiers.part!
    const { least, most } = timeParts[part]
    if (typeof value !== 'number') throw fail(`modifier ${part} takes a number`)
    if (!Number.isInteger(value) || value < least || value > most)
      throw fail(`modifier ${part} takes a whole number from ${least} to ${most}`)
    return [{ kind: 'time', written: String(value), part, order: modifiers.order ?? 'eq', value }]
  },
  fieldref: (value, { modifiers, fail }) => {
    if (typeof value !== 'string') throw fail(`modifier fieldref cannot be applied to ${typeName(value)}`)
    const field = plainText(parseWildcards(value))
    if (field === undefined) throw fail('modifier fieldref takes the name of a field, without wildcards')
    if (field === '' || field !== field.trim()) throw fail('modifier fieldref takes the name of a field')
    if (field.split('.').length > maxSteps) throw fail(`a field of more than ${maxSteps} steps`)
    const { position, flags } = modifiers
    return [{ kind: 'field', written: value, field, position, cased: flags.has('cased') }]
  },
}

/** Modifiers that are for texts alone (Modifiers, "String Modifiers"); the others take a number for its digits. */
const stringOnly = new Set([
  'windash',
  'base64',
  'base64offset',
  'wide',
  'utf16',
  'utf16le',
  'utf16be',
  'expand',
  'cased',
])

function texts(value: unknown, { modifiers, keyword, options, fail }: Context): readonly Test[] {
  const { names, flags, position } = modifiers
  const picky = names.find((name) => stringOnly.has(name))
  const name = picky ?? (position === 'equals' ? undefined : position)
  if (typeof value !== 'string' && (typeof value !== 'number' || picky !== undefined))
    throw fail(
      name === undefined
        ? `a keyword cannot be ${typeName(value)}`
        : `modifier ${name} cannot be applied to ${typeName(value)}`,
    )
  const written = String(typeof value === 'number' ? finite(value, fail) : value)
  // A keyword stands anywhere in a value.
  const placed: Modifiers = keyword ? { ...modifiers, position: 'contains' } : modifiers
  const patterns = readText(written, placed, options.placeholders ?? {})
  if (typeof patterns === 'string') throw fail(patterns)
  if (keyword && patterns.some(isEverything)) throw fail(`keyword ${short(`'${written}'`)} is in every record`)
  const cased = flags.has('cased')
  return patterns.map((parts) => ({ kind: 'text', written, parts: cased ? parts : parts.map(fold), cased }))
}

function fold(part: Part): Part {
  return typeof part === 'string' ? part.toLowerCase() : part
}

/** YAML reads more digits than a number holds; such a value would match its neighbours too. */
function finite(value: number, fail: Context['fail']): number {
  if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER)
    throw fail('is too large for a number: put it in quotes')
  return value
}

function typeName(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map'
  return typeof value === 'boolean' || typeof value === 'number' ? `a ${typeof value}` : `${typeof value}`
}
