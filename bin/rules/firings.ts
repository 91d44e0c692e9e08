import type { Activity } from '../../shared/activity.ts'
import type { OwnCorrelation } from '../../shared/rules/correlation.ts'
import { fieldOf } from '../../shared/rules/fields.ts'
import type { OwnRule } from '../../shared/rules/parse.ts'
import { textOf } from '../../shared/sigma/text-of.ts'
import { type Counted, type Counter, counter } from './counter.ts'

/** What is counted of one rule: how often it would have fired, on which days, for whom, and with what values. */
export interface Firings {
  readonly id: string
  readonly title: string
  readonly level: string
  add(activity: Activity): void
  /** What was counted, over so many days. */
  summary(days: number): Summary
}

/** What came of a rule. */
export interface Summary {
  readonly id: string
  readonly title: string
  readonly level: string
  readonly count: number
  readonly days: number
  readonly perDay: number
  /** By day (UTC), in order. */
  readonly byDay: readonly Counted[]
  readonly actors: Top
  readonly fields: Readonly<Record<string, Top>>
}

/** The most frequent values, and how many different ones there are. */
export interface Top {
  readonly top: readonly Counted[]
  readonly different: number
}

const mostFields = 12
const mostShown = 5
const mostText = 200

/** Counts what a rule or correlation finds. */
export function firingsOf(own: OwnRule | OwnCorrelation): Firings {
  const { id, title, level = 'medium' } = 'rule' in own ? own.rule : own.linked.correlation
  const days = counter()
  const actors = counter()
  const fields = new Map(fieldsOf(own).map((field) => [field, { read: fieldOf(field), values: counter() }] as const))
  let count = 0
  const head = { id: id ?? title, title, level }
  return {
    ...head,
    add(activity) {
      count++
      days.add(new Date(activity.time).toISOString().slice(0, 10))
      actors.add(activity.actor.id.slice(0, mostText))
      for (const { read, values } of fields.values()) for (const text of textsOf(read(activity))) values.add(text)
    },
    summary: (span) => ({
      ...head,
      count,
      days: span,
      perDay: span === 0 ? 0 : Math.round((count / span) * 100) / 100,
      byDay: days.top(Number.POSITIVE_INFINITY).toSorted((a, b) => (a.value < b.value ? -1 : 1)),
      actors: topOf(actors),
      fields: Object.fromEntries([...fields].map(([field, { values }]) => [field, topOf(values)])),
    }),
  }
}

/** The fields that tell its matches apart: those that it asks about and lists. */
function fieldsOf(own: OwnRule | OwnCorrelation): readonly string[] {
  if ('linked' in own) {
    const { aliases, condition, groupBy } = own.linked.correlation
    return [...new Set([...groupBy.filter((name) => !aliases.has(name)), ...condition.fields])].slice(0, mostFields)
  }
  const { selections, fields } = own.rule
  const asked = [...selections.values()].flatMap(({ groups }) => groups.flat().flatMap(({ field }) => field ?? []))
  return [...new Set([...asked, ...fields])].slice(0, mostFields)
}

function textsOf(value: unknown): readonly string[] {
  const entries = Array.isArray(value) ? value.flat(4).slice(0, 10) : [value]
  return [...new Set(entries.flatMap((entry) => textOf(entry)?.slice(0, mostText) ?? []))]
}

function topOf(of: Counter): Top {
  return { top: of.top(mostShown), different: of.size + of.others }
}
