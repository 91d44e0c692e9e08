import type { ParseOptions } from './document.ts'
import { InvalidRule, type Path, type Where } from './invalid-rule.ts'
import { type Modifiers, parseModifiers } from './modifiers.ts'
import { hasPlaceholder } from './placeholders.ts'
import { maxSteps, readValue } from './read-value.ts'
import type { Item, Test } from './rule.ts'

const maxValues = 10_000

/** Checks one line of a selection: `field|modifier|…` and its value or values. An empty field is a search for keywords. */
export function parseItem(key: string, value: unknown, path: Path, where: Where, options: ParseOptions): Item {
  const fail = (reason: string, at: Path = path) => new InvalidRule(where, at, reason)
  const [field = '', ...names] = key.split('|')
  const modifiers = parseModifiers(names)
  if (typeof modifiers === 'string') throw fail(modifiers)
  const { flags } = modifiers
  const keyword = field === ''
  const reason = keyword ? keywordFault(key, value, modifiers) : fieldFault(field)
  if (reason !== undefined) throw fail(reason)

  const list = Array.isArray(value)
  const values: readonly unknown[] = list ? value : [value]
  const fault = countFault(values, modifiers)
  if (fault !== undefined) throw fail(fault)

  const read = values.map((entry, at) => {
    const place = list ? [...path, at] : path
    if (list && entry === null && values.length > 1)
      throw fail('null cannot stand in a list: give it a selection of its own', place)
    return readValue(entry, { modifiers, keyword, options, fail: (reason) => fail(reason, place) })
  })
  const tests = flags.has('all') ? read.map(oneOf) : read.flat()
  if (tests.length > maxValues) throw fail(`stands for more than ${maxValues} values`)
  return {
    ...(keyword ? {} : { field }),
    modifiers: names,
    quantifier: flags.has('all') ? 'all' : 'any',
    negated: flags.has('neq'),
    tests,
  }
}

function fieldFault(field: string): string | undefined {
  if (field.split('.').length > maxSteps) return `a field of more than ${maxSteps} steps`
  return field === field.trim() ? undefined : 'a field begins or ends with a space'
}

/** A keyword is looked for in every value, so that nothing can be asked of one field: where it ends, or that it is another. */
function keywordFault(
  key: string,
  value: unknown,
  { names, comparison, position, flags }: Modifiers,
): string | undefined {
  if (key === '' && !Array.isArray(value)) return 'a field is missing'
  const searches = ['equals', 'text', 're'].includes(comparison)
  if (!searches || position === 'startswith' || position === 'endswith')
    return `modifier ${searches ? position : names.find((name) => name !== 'all')} needs a field before it`
  return flags.has('neq') ? 'modifier neq needs a field before it' : undefined
}

function countFault(values: readonly unknown[], { comparison, flags }: Modifiers): string | undefined {
  if (values.length === 0) return 'is an empty list'
  if (values.length > maxValues) return `has more than ${maxValues} values`
  if (flags.has('all') && values.length < 2) return 'modifier all needs a list of at least two values'
  if (comparison === 'exists' && values.length > 1) return 'modifier exists takes one value'
  if (flags.has('expand') && !values.some((entry) => typeof entry !== 'string' || hasPlaceholder(entry)))
    return 'modifier expand finds no placeholder such as %name%'
  return undefined
}

function oneOf(tests: readonly Test[]): Test {
  const [first] = tests
  return tests.length === 1 ? first! : { kind: 'any', written: first!.written, tests }
}
