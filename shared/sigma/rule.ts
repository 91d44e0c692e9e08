import type { Condition } from './condition.ts'

/** A Sigma rule, checked: every key known, every value of a type that its modifiers can take, every name in its condition defined. */
export interface Rule {
  readonly file: string
  readonly title: string
  readonly id?: string
  readonly name?: string
  readonly status?: Status
  readonly description?: string
  readonly references: readonly string[]
  readonly author?: string
  readonly date?: string
  readonly modified?: string
  readonly tags: readonly string[]
  readonly fields: readonly string[]
  readonly falsepositives: readonly string[]
  readonly level?: Level
  readonly logsource: Logsource
  readonly selections: ReadonlyMap<string, Selection>
  /** Any of them is enough: a list of conditions is an OR. */
  readonly condition: Condition
  /** Selections that no condition speaks of. */
  readonly unused: readonly string[]
  /** Keys of the document that the specification leaves to its users, as they stand. */
  readonly custom: Readonly<Record<string, unknown>>
}

/** How far a rule is to be trusted, in the words of the specification. */
export const statuses = ['stable', 'test', 'experimental', 'deprecated', 'unsupported'] as const
export type Status = (typeof statuses)[number]

/** How grave a match is, from least to most. */
export const levels = ['informational', 'low', 'medium', 'high', 'critical'] as const
export type Level = (typeof levels)[number]

/** The log that a rule is about. */
export interface Logsource {
  readonly category?: string
  readonly product?: string
  readonly service?: string
}

/** A search identifier: any of its groups is enough (a map is one group, a list of maps has one each). */
export interface Selection {
  readonly name: string
  readonly groups: readonly (readonly Item[])[]
}

/** One line of a map: a field, and what its value has to be. All items of a group have to hold. */
export interface Item {
  /** Absent for keywords, which are looked for in every value of the record. */
  readonly field?: string
  /** The modifiers as the rule chains them. */
  readonly modifiers: readonly string[]
  /** Whether any test is enough, or all have to hold (modifier `all`). */
  readonly quantifier: 'any' | 'all'
  /** Modifier `neq`: holds where the tests do not. */
  readonly negated: boolean
  readonly tests: readonly Test[]
}

/** What one value of a rule asks of one value of a record. `written` is how the rule has it. */
export type Test =
  | { readonly kind: 'text'; readonly written: string; readonly parts: readonly Part[]; readonly cased: boolean }
  | { readonly kind: 'number'; readonly written: string; readonly value: number }
  | { readonly kind: 'compare'; readonly written: string; readonly order: Order; readonly value: number }
  | { readonly kind: 'regex'; readonly written: string; readonly source: string; readonly flags: string }
  | { readonly kind: 'cidr'; readonly written: string }
  | { readonly kind: 'null'; readonly written: string }
  | { readonly kind: 'exists'; readonly written: string; readonly value: boolean }
  | TimeTest
  | FieldTest
  /** One value that stands for several (a placeholder, an encoding at three offsets) where all values have to hold: any of them is enough. */
  | { readonly kind: 'any'; readonly written: string; readonly tests: readonly Test[] }

/** A part of a date, compared as a number. */
export interface TimeTest {
  readonly kind: 'time'
  readonly written: string
  readonly part: TimePart
  readonly order: Order | 'eq'
  readonly value: number
}

/** What the time modifiers take out of a date. */
export type TimePart = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'year'

/** Another field of the same record, whose value this one is compared with. */
export interface FieldTest {
  readonly kind: 'field'
  readonly written: string
  /** The field that is referred to. */
  readonly field: string
  readonly position: Position
  readonly cased: boolean
}

/** Where in a text another one has to stand. */
export type Position = 'equals' | 'contains' | 'startswith' | 'endswith'

/** The four ways in which numbers are ordered. */
export type Order = 'lt' | 'lte' | 'gt' | 'gte'

/** A run of plain characters, or a wildcard: `*` is any run of characters, `?` exactly one, `-` one of the dashes of `windash`. */
export type Part = string | Wildcard
export interface Wildcard {
  readonly wildcard: '*' | '?' | '-'
}
