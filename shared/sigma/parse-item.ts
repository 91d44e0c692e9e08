import { cidrFault } from './cidr.ts'
import type { ParseOptions } from './document.ts'
import { InvalidRule, type Path, short, type Where } from './invalid-rule.ts'
import { type Comparison, type Modifiers, parseModifiers } from './modifiers.ts'
import { regexFault } from './regex.ts'
import type { Item, Part, Test } from './rule.ts'
import { anyRun, parseWildcards, widen } from './wildcard.ts'

const maxValues = 10_000
const maxText = 10_000
const maxSteps = 16

/** Checks one line of a selection: `field|modifier|…` and its value or values. An empty field is a search for keywords. */
export function parseItem(key: string, value: unknown, path: Path, where: Where, options: ParseOptions): Item {
  const fail = (reason: string, at: Path = path) => new InvalidRule(where, at, reason)
  const [field = '', ...names] = key.split('|')
  const modifiers = parseModifiers(names)
  if (typeof modifiers === 'string') throw fail(modifiers)
  const { comparison, flags } = modifiers
  if (field === '' && key === '' && !Array.isArray(value)) throw fail('a field is missing')
  if (field === '' && !['equals', 'contains', 're'].includes(comparison))
    throw fail(`modifier ${comparison} needs a field before it`)
  if (field === '' && flags.has('neq')) throw fail('modifier neq needs a field before it')
  if (field.split('.').length > maxSteps) throw fail(`a field of more than ${maxSteps} steps`)
  if (field !== '' && field !== field.trim()) throw fail('a field begins or ends with a space')

  const list = Array.isArray(value)
  const values: readonly unknown[] = list ? value : [value]
  if (values.length === 0) throw fail('is an empty list')
  if (values.length > maxValues) throw fail(`has more than ${maxValues} values`)
  if (flags.has('all') && values.length < 2) throw fail('modifier all needs a list of at least two values')
  if (list && values.length > 1 && single.has(comparison)) throw fail(`modifier ${comparison} takes one value`)

  return {
    ...(field === '' ? {} : { field }),
    modifiers: names,
    quantifier: flags.has('all') ? 'all' : 'any',
    negated: flags.has('neq'),
    tests: values.map((entry, at) => {
      const place = list ? [...path, at] : path
      if (list && entry === null && values.length > 1)
        throw fail('null cannot stand in a list: give it a selection of its own', place)
      return readers[comparison](entry, {
        modifiers,
        keyword: field === '',
        options,
        fail: (reason) => fail(reason, place),
      })
    }),
  }
}

const single: ReadonlySet<Comparison> = new Set<Comparison>(['exists', 'lt', 'lte', 'gt', 'gte'])

interface Context {
  readonly modifiers: Modifiers
  readonly keyword: boolean
  readonly options: ParseOptions
  readonly fail: (reason: string) => InvalidRule
}

type Reader = (value: unknown, context: Context) => Test

/** How each comparison reads a value of the rule. */
const readers: Readonly<Record<Comparison, Reader>> = {
  equals: (value, context) => {
    const { keyword, modifiers, fail } = context
    if (keyword) return text(value, context, true, true)
    if (typeof value === 'string') return text(value, context, false, false)
    const flag = [...modifiers.flags].find((name) => name === 'cased' || (name === 'neq' && typeof value !== 'number'))
    if (flag !== undefined) throw fail(`modifier ${flag} cannot be applied to ${typeName(value)}`)
    if (value === null) return { kind: 'null', written: 'null' }
    if (typeof value === 'number') return { kind: 'number', written: String(value), value: finite(value, fail) }
    if (typeof value === 'boolean')
      return { kind: 'text', written: String(value), parts: [String(value)], cased: false }
    throw fail(`a value cannot be ${typeName(value)}`)
  },
  contains: (value, context) => text(value, context, true, true),
  startswith: (value, context) => text(value, context, false, true),
  endswith: (value, context) => text(value, context, true, false),
  re: (value, { modifiers, options, fail }) => {
    if (typeof value !== 'string') throw fail(`modifier re cannot be applied to ${typeName(value)}`)
    const flags = ['i', 'm', 's'].filter((flag) => modifiers.flags.has(flag)).join('')
    const fault = regexFault(value) ?? options.checkRegex?.(value, flags)
    if (fault !== undefined) throw fail(fault)
    return { kind: 'regex', written: value, source: value, flags }
  },
  cidr: (value, { fail }) => {
    if (typeof value !== 'string') throw fail(`modifier cidr cannot be applied to ${typeName(value)}`)
    const fault = cidrFault(value)
    if (fault !== undefined) throw fail(fault)
    return { kind: 'cidr', written: value }
  },
  exists: (value, { fail }) => {
    if (typeof value !== 'boolean') throw fail('modifier exists takes true or false')
    return { kind: 'exists', written: String(value), value }
  },
  lt: compare,
  lte: compare,
  gt: compare,
  gte: compare,
}

function compare(value: unknown, { modifiers, fail }: Context): Test {
  const order = modifiers.comparison as 'lt' | 'lte' | 'gt' | 'gte'
  if (typeof value !== 'number') throw fail(`modifier ${order} takes a number`)
  return { kind: 'compare', written: String(value), order, value: finite(value, fail) }
}

function text(value: unknown, { modifiers, keyword, fail }: Context, before: boolean, behind: boolean): Test {
  const what = modifiers.comparison === 'equals' ? 'a keyword' : `modifier ${modifiers.comparison}`
  if (typeof value === 'number' && !modifiers.flags.has('cased')) finite(value, fail)
  if (typeof value !== 'string' && typeof value !== 'number')
    throw fail(
      modifiers.comparison === 'equals'
        ? `${what} cannot be ${typeName(value)}`
        : `${what} cannot be applied to ${typeName(value)}`,
    )
  if (typeof value === 'number' && modifiers.flags.has('cased'))
    throw fail('modifier cased cannot be applied to a number')
  if (String(value).length > maxText) throw fail(`a text longer than ${maxText} characters`)
  const cased = modifiers.flags.has('cased')
  const parts = widen(parseWildcards(String(value)), { before, behind })
  if (keyword && parts.every((part) => part === anyRun)) throw fail(`keyword ${short(`'${value}'`)} is in every record`)
  return { kind: 'text', written: String(value), parts: cased ? parts : parts.map(fold), cased }
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
