import type { Header } from './header.ts'
import type { Rule } from './rule.ts'

/** A Sigma correlation, checked: what has to come together, of which rules, in what time. */
export interface Correlation extends Header {
  readonly type: CorrelationType
  /** The rules and correlations that it refers to, by id or name, in its order. */
  readonly rules: readonly string[]
  /** The fields (or aliases) whose values tell apart what is counted together. Empty: everything together. */
  readonly groupBy: readonly string[]
  /** Milliseconds. */
  readonly timespan: number
  /** By alias, and by the rule as `rules` refers to it: the field that is meant there. */
  readonly aliases: ReadonlyMap<string, ReadonlyMap<string, string>>
  readonly condition: CountCondition
  /** Whether the rules that it refers to are told on their own too. */
  readonly generate: boolean
  readonly custom: Readonly<Record<string, unknown>>
}

/** The types of the specification, the extended ones included. */
export const correlationTypes = [
  'event_count',
  'value_count',
  'temporal',
  'temporal_ordered',
  'value_sum',
  'value_avg',
  'value_percentile',
] as const
/** One of them. */
export type CorrelationType = (typeof correlationTypes)[number]

/** What a number has to be. All bounds have to hold. */
export interface CountCondition {
  readonly bounds: readonly Bound[]
  /** The fields whose values are counted or added up; several are counted as one value together. */
  readonly fields: readonly string[]
  /** Which percentile of the values is meant, from 0 to 100. */
  readonly percentile?: number
}

/** One comparison with a number. */
export interface Bound {
  readonly order: BoundOrder
  readonly value: number
}
/** How a number can be compared; `neq` is all but. */
export const boundOrders = ['gt', 'gte', 'lt', 'lte', 'eq', 'neq'] as const
/** One of them. */
export type BoundOrder = (typeof boundOrders)[number]

/** Whether a number is what a condition asks. */
export function holds({ bounds }: CountCondition, number: number): boolean {
  return bounds.every(({ order, value }) => orders[order](number, value))
}

const orders: Readonly<Record<BoundOrder, (a: number, b: number) => boolean>> = {
  gt: (a, b) => a > b,
  gte: (a, b) => a >= b,
  lt: (a, b) => a < b,
  lte: (a, b) => a <= b,
  eq: (a, b) => a === b,
  neq: (a, b) => a !== b,
}

/** Whether more events can only make it hold, never stop it: then it is told as soon as it holds. */
export function onlyGrows({ type, condition: { bounds } }: Correlation): boolean {
  return (
    type !== 'value_avg' &&
    type !== 'value_percentile' &&
    bounds.every(({ order }) => order === 'gt' || order === 'gte')
  )
}

/** The least whole number that a condition of lower bounds asks for. */
export function leastCount({ bounds }: CountCondition): number {
  return Math.max(1, ...bounds.map(({ order, value }) => (order === 'gt' ? Math.floor(value) + 1 : Math.ceil(value))))
}

/** A correlation with what its references mean. */
export interface Linked {
  readonly correlation: Correlation
  readonly parts: readonly LinkedPart[]
}

/** What one reference means, and under which fields its events are grouped, in the order of `groupBy`. */
export interface LinkedPart {
  readonly of: Rule | Linked
  readonly groupBy: readonly string[]
}

/** Whether what a reference means is a correlation itself. */
export function isLinked(of: Rule | Linked): of is Linked {
  return 'parts' in of
}
