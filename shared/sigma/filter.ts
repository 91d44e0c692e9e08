import { type Condition, positiveNames } from './condition.ts'
import { isMap, type ParseOptions } from './document.ts'
import { checkKeys, type Header, headerKeys, parseHeader, parseLogsource, texts } from './header.ts'
import { InvalidRule, short, type Where } from './invalid-rule.ts'
import { parseDetection } from './parse-detection.ts'
import type { Logsource, Rule, Selection } from './rule.ts'

/** A Sigma filter, checked: what a set of rules is not to match. */
export interface Filter extends Header {
  readonly where: Where
  readonly logsource: Logsource
  /** The rules that it is added to, by id or name; `any` is every rule of its log. */
  readonly rules: readonly string[] | 'any'
  readonly selections: ReadonlyMap<string, Selection>
  /** What has to hold beside the rule's own condition. */
  readonly condition: Condition
}

/** Checks a Sigma filter. */
export function parseFilter(document: unknown, where: Where, options: ParseOptions = {}): Filter {
  if (!isMap(document) || document.filter === undefined)
    throw new InvalidRule(where, [], 'a filter is a map of title, logsource, filter and more')
  checkKeys(document, known, where)
  for (const key of ['level', 'status', 'detection', 'correlation', 'generate'])
    if (document[key] !== undefined) throw new InvalidRule(where, [key], 'a filter has no such key')
  const header = parseHeader(document, where)
  const logsource = parseLogsource(document.logsource, where)
  const block = document.filter
  if (!isMap(block)) throw new InvalidRule(where, ['filter'], 'has to be a map of rules, selections and condition')
  const { rules: _, ...detection } = block
  if (block.rules === undefined) throw new InvalidRule(where, ['filter'], 'rules is missing')
  const rules = block.rules === 'any' ? 'any' : texts(block, 'rules', where, { orOne: true }, ['filter'])
  if (rules.length === 0) throw new InvalidRule(where, ['filter', 'rules'], 'is an empty list')
  const { selections, condition, unused } = inFilter(where, (inside) => parseDetection(detection, inside, options))
  if (unused[0] !== undefined)
    throw new InvalidRule(where, ['filter', unused[0]], 'no condition speaks of this selection')
  return { ...header, where, logsource, rules, selections, condition: takingAway(condition, where) }
}

const known: ReadonlySet<string> = new Set([...headerKeys, 'logsource', 'filter'])

/** A filter's selections are read as a rule's are, but stand elsewhere. */
function inFilter<T>(where: Where, read: (where: Where) => T): T {
  try {
    return read({ ...where, lineOf: (path) => where.lineOf?.(['filter', ...path.slice(1)]) })
  } catch (error) {
    if (!(error instanceof InvalidRule)) throw error
    const path = error.path.replace(/^detection/, 'filter')
    throw new InvalidRule(
      { file: where.file, ...(error.line !== undefined && { line: error.line }) },
      [path],
      error.reason,
    )
  }
}

/**
 * A filter only ever takes matches away. The specification's example says what to take away (`condition: selection`), converters join
 * what remains (`condition: not selection`). Either is clear by itself; a mixture of both could mean its opposite and is refused.
 */
function takingAway(condition: Condition, where: Where): Condition {
  const wanted = new Set(positiveNames(condition))
  if (wanted.size === 0) return condition
  if (positiveNames({ kind: 'not', of: condition }).length === 0) return { kind: 'not', of: condition }
  throw new InvalidRule(
    where,
    ['filter', 'condition'],
    'mixes what is to be taken away with what is to remain: write not (…) around what is to be taken away',
  )
}

/** The rules with the filters that name them. Throws InvalidRule for a filter that names no rule of its log. */
export function applyFilters(rules: readonly Rule[], filters: readonly Filter[]): readonly Rule[] {
  const added = new Map<Rule, Filter[]>()
  for (const filter of filters) {
    for (const rule of namedBy(filter, rules)) added.set(rule, [...(added.get(rule) ?? []), filter])
  }
  return rules.map((rule) => (added.get(rule) ?? []).reduce(withFilter, rule))
}

function namedBy(filter: Filter, rules: readonly Rule[]): readonly Rule[] {
  const { logsource, where } = filter
  if (filter.rules === 'any') return rules.filter((rule) => isOf(rule, logsource))
  return filter.rules.map((reference, at) => {
    const rule = rules.find(({ id, name }) => id === reference || name === reference)
    const path = ['filter', 'rules', at]
    if (rule === undefined)
      throw new InvalidRule(where, path, `there is no rule with the id or name ${short(reference)}`)
    if (!isOf(rule, logsource))
      throw new InvalidRule(where, path, `${short(reference)} is a rule about another log than the filter's`)
    return rule
  })
}

function isOf(rule: Rule, logsource: Logsource): boolean {
  return (['category', 'product', 'service'] as const).every(
    (key) => logsource[key] === undefined || logsource[key] === rule.logsource[key],
  )
}

/** The filter's selections get names that no rule can give its own. */
function withFilter(rule: Rule, filter: Filter): Rule {
  const own = (name: string) => `${filter.title} | ${name}`
  const selections = [...filter.selections].map(
    ([name, selection]) => [own(name), { ...selection, name: own(name) }] as const,
  )
  return {
    ...rule,
    selections: new Map([...rule.selections, ...selections]),
    condition: { kind: 'and', of: [rule.condition, renamed(filter.condition, own)] },
  }
}

function renamed(condition: Condition, own: (name: string) => string): Condition {
  if (condition.kind === 'selection') return { ...condition, name: own(condition.name) }
  if (condition.kind === 'some') return { ...condition, names: condition.names.map(own) }
  if (condition.kind === 'not') return { ...condition, of: renamed(condition.of, own) }
  return { ...condition, of: condition.of.map((part) => renamed(part, own)) }
}
