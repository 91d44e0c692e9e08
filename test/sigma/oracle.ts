import type { Condition } from '../../shared/sigma/condition.ts'
import type { Item, Part, Rule, Test } from '../../shared/sigma/rule.ts'

/**
 * A plain interpreter of rules, written from the specification for the tests to compare the engine with. It shares nothing with the engine
 * but the tree that the parser gives, looks everything up anew, and is slow.
 */
export function oracle(rule: Rule, record: unknown, read: Read = readPath, root: unknown = record): boolean {
  return conditionHolds(rule.condition, (name) => {
    const { groups } = rule.selections.get(name)!
    return groups.some((items) => items.every((item) => itemHolds(item, record, read, root)))
  })
}

/** How a field of a record is read: undefined where it is absent. */
export type Read = (field: string, record: unknown) => unknown

function conditionHolds(condition: Condition, selection: (name: string) => boolean): boolean {
  if (condition.kind === 'selection') return selection(condition.name)
  if (condition.kind === 'not') return !conditionHolds(condition.of, selection)
  if (condition.kind === 'some') return condition.names.filter(selection).length >= condition.count
  const parts = condition.of.map((part) => conditionHolds(part, selection))
  return condition.kind === 'and' ? !parts.includes(false) : parts.includes(true)
}

function itemHolds({ field, quantifier, negated, tests }: Item, record: unknown, read: Read, root: unknown): boolean {
  const one = (test: Test): boolean => {
    if (test.kind === 'any') return test.tests.some(one)
    if (field === undefined) return leaves(root).some((value) => valueHolds(test, value))
    const value = read(field, record)
    if (test.kind === 'exists') return (value !== undefined) === test.value
    if (test.kind === 'null')
      return value === undefined || value === null || (Array.isArray(value) && value.some((entry) => entry === null))
    if (test.kind === 'field')
      return entries(value).some((here) =>
        entries(read(test.field, record)).some((there) => relates(test, here, there)),
      )
    return entries(value).some((entry) => valueHolds(test, entry))
  }
  const holds = quantifier === 'all' ? tests.every(one) : tests.some(one)
  return negated ? !holds : holds
}

/** A dotted path, in which a list stands for its entries and a key may hold dots where the shorter ones are absent. */
function readPath(field: string, record: unknown): unknown {
  const steps = field.split('.')
  if (Array.isArray(record)) {
    const found = record.map((entry) => readPath(field, entry)).filter((entry) => entry !== undefined)
    return found.length > 0 ? found : undefined
  }
  if (typeof record !== 'object' || record === null) return undefined
  for (let length = 1; length <= steps.length; length++) {
    const key = steps.slice(0, length).join('.')
    if (!Object.hasOwn(record, key)) continue
    const value = (record as Record<string, unknown>)[key]
    const inner = length === steps.length ? value : readPath(steps.slice(length).join('.'), value)
    if (inner !== undefined) return inner
  }
  return undefined
}

/** The single values of a field; null and absent are none. */
function entries(value: unknown): unknown[] {
  if (value === undefined || value === null) return []
  return Array.isArray(value) ? value.flatMap(entries) : [value]
}

/** Every single value in a record, whatever key it has. */
function leaves(value: unknown): unknown[] {
  if (value === undefined || value === null) return []
  return typeof value === 'object' ? Object.values(value).flatMap(leaves) : [value]
}

function text(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function valueHolds(test: Test, value: unknown): boolean {
  const raw = text(value)
  if (test.kind === 'text') return likeHolds(test.parts, test.cased ? raw : raw.toLowerCase())
  if (test.kind === 'number') return numberOf(raw) === test.value
  if (test.kind === 'compare') return ordered(test.order, numberOf(raw), test.value)
  if (test.kind === 'time') return ordered(test.order, partOf(raw, test.part), test.value)
  if (test.kind === 'regex') return new RegExp(test.source, test.flags).test(raw)
  if (test.kind === 'cidr') return inRange(test.written, raw)
  throw new Error(`a value is not asked for ${test.kind}`)
}

function ordered(order: string, a: number | undefined, b: number): boolean {
  if (a === undefined) return false
  if (order === 'eq') return a === b
  if (order === 'lt') return a < b
  if (order === 'lte') return a <= b
  return order === 'gt' ? a > b : a >= b
}

function relates(test: Test & { kind: 'field' }, a: unknown, b: unknown): boolean {
  const [here, there] = test.cased ? [text(a), text(b)] : [text(a).toLowerCase(), text(b).toLowerCase()]
  if (test.position === 'equals') return here === there
  if (test.position === 'contains') return here.includes(there)
  return test.position === 'startswith' ? here.startsWith(there) : here.endsWith(there)
}

/** A pattern as a regular expression over whole characters. */
function likeHolds(parts: readonly Part[], value: string): boolean {
  const wild = { '*': '[^]*', '?': '[^]', '-': '[-/–—―]' }
  const source = parts.map((part) =>
    typeof part === 'string' ? part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&') : wild[part.wildcard],
  )
  return new RegExp(`^${source.join('')}$`, 'u').test(value)
}

function numberOf(raw: string): number | undefined {
  return raw.length <= 40 && /^[+-]?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(raw) ? Number(raw) : undefined
}

function partOf(raw: string, part: string): number | undefined {
  const found = raw.match(/^(\d{4}-\d\d-\d\d)(?:[T ]([01]\d|2[0-3]):([0-5]\d).*)?$/)
  if (!found) return undefined
  const [, day = '', hour, minute] = found
  const at = Date.parse(`${day}T00:00:00Z`)
  if (Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== day) return undefined
  if (part === 'hour') return hour === undefined ? undefined : Number(hour)
  if (part === 'minute') return minute === undefined ? undefined : Number(minute)
  if (part === 'week') return weekOf(at)
  return Number(day.split('-')[['year', 'month', 'day'].indexOf(part)])
}

/** Counted the long way: the first week of a year is the one with 4 January in it, and weeks begin on Monday. */
function weekOf(at: number): number {
  const day = 24 * 3600 * 1000
  const monday = (time: number) => time - ((new Date(time).getUTCDay() + 6) % 7) * day
  const firstOf = (year: number) => monday(Date.UTC(year, 0, 4))
  const year = new Date(at).getUTCFullYear()
  const start = [year + 1, year, year - 1].map(firstOf).find((first) => first <= at)!
  return Math.floor((at - start) / (7 * day)) + 1
}

function inRange(range: string, address: string): boolean {
  const [network = '', length] = range.split('/')
  const a = bitsOf(network)
  const b = bitsOf(address)
  const prefix = length === undefined ? a?.length : Number(length)
  return a !== undefined && b !== undefined && a.length === b.length && a.slice(0, prefix) === b.slice(0, prefix)
}

/** An address as a text of its bits. */
function bitsOf(address: string): string | undefined {
  const quad = address.match(/^(?:::ffff:)?((?:\d{1,3}\.){3}\d{1,3})$/i)?.[1]
  if (quad !== undefined) {
    const octets = quad.split('.')
    if (octets.some((octet) => Number(octet) > 255 || String(Number(octet)) !== octet)) return undefined
    return octets.map((octet) => Number(octet).toString(2).padStart(8, '0')).join('')
  }
  if (!/^[0-9a-f:]+$/i.test(address) || !address.includes(':')) return undefined
  const [head = '', tail, ...more] = address.split('::')
  if (more.length > 0) return undefined
  const groups = (half: string) => (half === '' ? [] : half.split(':'))
  const missing = 8 - groups(head).length - groups(tail ?? '').length
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined
  const all = [...groups(head), ...Array<string>(tail === undefined ? 0 : missing).fill('0'), ...groups(tail ?? '')]
  if (all.some((group) => !/^[0-9a-f]{1,4}$/i.test(group))) return undefined
  return all.map((group) => Number.parseInt(group, 16).toString(2).padStart(16, '0')).join('')
}
