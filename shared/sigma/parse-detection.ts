import { type Condition, InvalidCondition, namesIn, parseCondition, reserved } from './condition.ts'
import { isMap, type ParseOptions } from './document.ts'
import { InvalidRule, type Path, short, type Where } from './invalid-rule.ts'
import { parseItem } from './parse-item.ts'
import type { Item, Rule, Selection } from './rule.ts'
import { suggest } from './suggest.ts'

const maxSelections = 200
const maxItems = 500
const maxGroups = 2_000
const maxName = 256
/** Values of a whole rule, counted after placeholders and encodings have been written out. */
const maxTests = 100_000
const maxConditions = 20_000

/** Checks the detection of a rule: its selections, and the conditions that join them. */
export function parseDetection(
  detection: unknown,
  where: Where,
  options: ParseOptions,
): Pick<Rule, 'selections' | 'condition' | 'unused'> {
  const path = ['detection']
  if (!isMap(detection)) throw new InvalidRule(where, path, 'has to be a map of selections and a condition')
  if (detection.timeframe !== undefined)
    throw new InvalidRule(
      where,
      [...path, 'timeframe'],
      'was removed from Sigma in version 2; write a correlation rule instead',
    )
  if (detection.condition === undefined) throw new InvalidRule(where, path, missing(Object.keys(detection)))

  const names = Object.keys(detection).filter((name) => name !== 'condition')
  if (names.length === 0) throw new InvalidRule(where, path, 'has no selection')
  if (names.length > maxSelections) throw new InvalidRule(where, path, `has more than ${maxSelections} selections`)
  const budget = { left: maxTests }
  const selections = new Map(names.map((name) => [name, parseSelection(name, detection[name], where, options, budget)]))
  const condition = parseConditions(detection.condition, names, where)
  const used = new Set(namesIn(condition))
  return { selections, condition, unused: names.filter((name) => !used.has(name)) }
}

function missing(keys: readonly string[]): string {
  const meant = keys.find((key) => suggest(key, ['condition']) !== undefined)
  return meant === undefined ? 'condition is missing' : `unknown key ${short(meant)}; did you mean condition?`
}

function parseConditions(value: unknown, names: readonly string[], where: Where): Condition {
  const path = ['detection', 'condition']
  if (!Array.isArray(value)) return parseOne(value, path, names, where)
  if (value.length === 0) throw new InvalidRule(where, path, 'is an empty list')
  if (value.length > 100) throw new InvalidRule(where, path, 'has more than 100 conditions')
  if (value.reduce<number>((sum, entry) => sum + (typeof entry === 'string' ? entry.length : 0), 0) > maxConditions)
    throw new InvalidRule(where, path, `are longer than ${maxConditions} characters together`)
  const of = value.map((entry, at) => parseOne(entry, [...path, at], names, where))
  return of.length === 1 ? of[0]! : { kind: 'or', of }
}

function parseOne(value: unknown, path: Path, names: readonly string[], where: Where): Condition {
  if (typeof value !== 'string') throw new InvalidRule(where, path, 'has to be a text or a list of texts')
  try {
    return parseCondition(value, names)
  } catch (error) {
    if (error instanceof InvalidCondition) throw new InvalidRule(where, path, error.message)
    throw error
  }
}

/** What a rule may still ask for. It is counted down, because each part of a rule can be small and their product large. */
interface Budget {
  left: number
}

function parseSelection(name: string, value: unknown, where: Where, options: ParseOptions, budget: Budget): Selection {
  const path: Path = ['detection', name]
  if (name.length > maxName) throw new InvalidRule(where, path, `a name longer than ${maxName} characters`)
  if (reserved.has(name.toLowerCase()))
    throw new InvalidRule(where, path, 'a selection cannot be called so: conditions use that word')
  if (/[\s()|*]/.test(name))
    throw new InvalidRule(where, path, "a selection's name cannot hold spaces, brackets, | or *")
  if (isMap(value)) return { name, groups: [parseMap(value, path, where, options, budget)] }
  if (!Array.isArray(value))
    throw new InvalidRule(where, path, 'a selection is a map of fields, a list of such maps or a list of keywords')
  if (value.length === 0) throw new InvalidRule(where, path, 'is an empty list')
  if (value.length > maxGroups) throw new InvalidRule(where, path, `has more than ${maxGroups} entries`)

  const maps = value.flatMap((entry, at) =>
    isMap(entry) ? [parseMap(entry, [...path, at], where, options, budget)] : [],
  )
  const keywords = value.flatMap((entry, at) => (isMap(entry) ? [] : [{ entry, at }]))
  if (keywords.length === 0) return { name, groups: maps }
  const item = parseItem(
    '',
    keywords.map(({ entry }) => entry),
    path,
    where,
    options,
  )
  spend(item, budget, path, where)
  return { name, groups: [...maps, [item]] }
}

function parseMap(
  map: Readonly<Record<string, unknown>>,
  path: Path,
  where: Where,
  options: ParseOptions,
  budget: Budget,
): readonly Item[] {
  const entries = Object.entries(map)
  if (entries.length === 0) throw new InvalidRule(where, path, 'is an empty map')
  if (entries.length > maxItems) throw new InvalidRule(where, path, `has more than ${maxItems} fields`)
  return entries.map(([key, value]) => {
    const item = parseItem(key, value, [...path, key], where, options)
    spend(item, budget, [...path, key], where)
    return item
  })
}

function spend({ tests }: Item, budget: Budget, path: Path, where: Where): void {
  budget.left -= tests.reduce((sum, test) => sum + (test.kind === 'any' ? test.tests.length : 1), 0)
  if (budget.left < 0) throw new InvalidRule(where, path, `the rule stands for more than ${maxTests} values`)
}
