import {
  type Bound,
  boundOrders,
  type Correlation,
  type CorrelationType,
  type CountCondition,
  correlationTypes,
} from './correlation.ts'
import { isMap } from './document.ts'
import { checkKeys, headerKeys, parseHeader, texts } from './header.ts'
import { InvalidRule, type Path, short, type Where } from './invalid-rule.ts'
import { unknownWord } from './suggest.ts'

/** Checks a Sigma correlation. Throws InvalidRule for everything that would not run exactly as specified. */
export function parseCorrelation(document: unknown, where: Where): Correlation {
  if (!isMap(document) || document.correlation === undefined)
    throw new InvalidRule(where, [], 'a correlation is a map of title, correlation and more')
  checkKeys(document, known, where)
  const header = parseHeader(document, where)
  const block = document.correlation
  if (!isMap(block)) throw fail(where, [], `has to be a map of ${keys.join(', ')}`)
  const stranger = Object.keys(block).find((key) => !keys.includes(key))
  if (stranger !== undefined) throw fail(where, [stranger], unknownWord('key', stranger, keys))
  const missing = ['type', 'rules', 'group-by', 'timespan'].find((key) => block[key] === undefined)
  if (missing !== undefined) throw fail(where, [], `${missing} is missing`)

  const type = correlationTypes.find((one) => one === block.type)
  if (type === undefined) throw fail(where, ['type'], unknownWord('type', String(block.type), correlationTypes))
  const rules = texts(block, 'rules', where, { orOne: true }, ['correlation'])
  if (rules.length === 0) throw fail(where, ['rules'], 'is an empty list')
  if (rules.length > maxRules) throw fail(where, ['rules'], `refers to more than ${maxRules} rules`)
  const groupBy = texts(block, 'group-by', where, { orOne: true, most: 256 }, ['correlation'])
  if (groupBy.length > maxGroupBy) throw fail(where, ['group-by'], `has more than ${maxGroupBy} fields`)
  return {
    ...header,
    type,
    rules,
    groupBy,
    timespan: parseTimespan(block.timespan, where),
    aliases: parseAliases(block.aliases, rules, groupBy, where),
    condition: parseCondition(block.condition, type, rules.length, where),
    generate: parseGenerate(document.generate ?? block.generate, document.generate === undefined, where),
    custom: Object.fromEntries(Object.entries(document).filter(([key]) => !known.has(key))),
  }
}

const known: ReadonlySet<string> = new Set([...headerKeys, 'correlation', 'generate'])
// The specification describes `generate` beside `level`; converters read it inside the block, and rules are written both ways.
const keys = ['type', 'rules', 'group-by', 'timespan', 'condition', 'aliases', 'generate']
const maxRules = 20
const maxGroupBy = 10
const maxFields = 5

function fail(where: Where, path: Path, reason: string): InvalidRule {
  return new InvalidRule(where, ['correlation', ...path], reason)
}

const units: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const maxTimespan = 30 * 86_400_000

function parseTimespan(value: unknown, where: Where): number {
  const [, number, unit] = (typeof value === 'string' && /^([1-9]\d{0,8})([smhd])$/.exec(value)) || []
  if (number === undefined || unit === undefined)
    throw fail(where, ['timespan'], `${short(String(value))} is not a number with s, m, h or d behind it, such as 90m`)
  const timespan = Number(number) * units[unit]!
  if (timespan > maxTimespan) throw fail(where, ['timespan'], 'is longer than 30d')
  return timespan
}

function parseAliases(value: unknown, rules: readonly string[], groupBy: readonly string[], where: Where) {
  if (value === undefined) return new Map<string, ReadonlyMap<string, string>>()
  if (!isMap(value)) throw fail(where, ['aliases'], 'has to be a map of aliases')
  return new Map(
    Object.entries(value).map(([alias, fields]) => {
      const path = ['aliases', alias]
      if (!groupBy.includes(alias)) throw fail(where, path, 'no group-by names this alias')
      if (!isMap(fields)) throw fail(where, path, 'has to be a map of a field for each rule')
      for (const [rule, field] of Object.entries(fields)) {
        if (!rules.includes(rule)) throw fail(where, [...path, rule], unknownWord('rule', rule, rules))
        if (typeof field !== 'string' || field === '')
          throw fail(where, [...path, rule], 'has to be the name of a field')
      }
      const without = rules.find((rule) => !Object.hasOwn(fields, rule))
      if (without !== undefined) throw fail(where, path, `does not say which field it is in ${short(without)}`)
      return [alias, new Map(Object.entries(fields) as [string, string][])] as const
    }),
  )
}

function parseCondition(value: unknown, type: CorrelationType, rules: number, where: Where): CountCondition {
  const temporal = type === 'temporal' || type === 'temporal_ordered'
  const path = ['condition']
  if (value === undefined) {
    if (!temporal) throw fail(where, [], 'condition is missing')
    return { bounds: [{ order: 'gte', value: rules }], fields: [] }
  }
  if (typeof value === 'string')
    throw fail(where, path, 'a condition in words is not in Sigma 2.1; it is a map such as gte: 2')
  if (!isMap(value)) throw fail(where, path, 'has to be a map such as gte: 10')
  const allowed = [...boundOrders, 'field', 'percentile']
  const stranger = Object.keys(value).find((key) => !allowed.includes(key))
  if (stranger !== undefined) throw fail(where, [...path, stranger], unknownWord('key', stranger, allowed))

  const whole = temporal || type === 'event_count' || type === 'value_count'
  const bounds = boundOrders.flatMap((order): Bound[] => {
    const bound = value[order]
    if (bound === undefined) return []
    if (typeof bound !== 'number' || !Number.isFinite(bound) || (whole && !(Number.isInteger(bound) && bound >= 0)))
      throw fail(where, [...path, order], whole ? 'has to be a whole number' : 'has to be a number')
    return [{ order, value: bound }]
  })
  if (bounds.length === 0) throw fail(where, path, `says none of ${boundOrders.join(', ')}`)
  checkBounds(bounds, whole ? 1 : 0, temporal ? rules : Number.POSITIVE_INFINITY, where)
  return { bounds, ...parseField(value, type, where) }
}

/** A condition that nothing or everything fulfils is a mistake. */
function checkBounds(bounds: readonly Bound[], step: number, most: number, where: Where): void {
  const of = (order: Bound['order']) => bounds.filter((bound) => bound.order === order).map(({ value }) => value)
  // What gt asks of whole numbers starts one higher; of others it is told apart by a hair.
  const hair = step || Number.EPSILON
  const least = Math.max(...of('gte'), ...of('gt').map((value) => value + hair), ...of('eq'), Number.NEGATIVE_INFINITY)
  const highest = Math.min(...of('lte'), ...of('lt').map((value) => value - hair), ...of('eq'), most)
  if (least > highest) throw fail(where, ['condition'], 'no number fulfils it')
  const everything = step === 1 && least <= 1 && highest === most && of('neq').length === 0 && most > 1
  if (everything) throw fail(where, ['condition'], 'every event fulfils it: nothing is correlated')
}

function parseField(
  { field, percentile }: Readonly<Record<string, unknown>>,
  type: CorrelationType,
  where: Where,
): Pick<CountCondition, 'fields' | 'percentile'> {
  const path = ['condition', 'field']
  const takesField = type.startsWith('value_')
  if (takesField && field === undefined) throw fail(where, ['condition'], 'field is missing')
  if (!takesField && field !== undefined) throw fail(where, path, `type ${type} counts no field`)
  if (type !== 'value_percentile' && percentile !== undefined)
    throw fail(where, ['condition', 'percentile'], `type ${type} takes no percentile`)
  const fields = Array.isArray(field) ? field : field === undefined ? [] : [field]
  if (fields.length > (type === 'value_count' ? maxFields : 1) || (takesField && fields.length === 0))
    throw fail(where, path, type === 'value_count' ? `has to be one to ${maxFields} fields` : 'has to be one field')
  for (const one of fields)
    if (typeof one !== 'string' || one === '' || one.length > 256)
      throw fail(where, path, 'has to be the name of a field')
  if (type !== 'value_percentile') return { fields }
  if (typeof percentile !== 'number' || !(percentile >= 0 && percentile <= 100))
    throw fail(where, ['condition', 'percentile'], 'has to say which percentile is meant, from 0 to 100')
  return { fields, percentile }
}

function parseGenerate(value: unknown, inside: boolean, where: Where): boolean {
  if (value === undefined) return false
  if (typeof value !== 'boolean')
    throw new InvalidRule(where, inside ? ['correlation', 'generate'] : ['generate'], 'has to be true or false')
  return value
}
