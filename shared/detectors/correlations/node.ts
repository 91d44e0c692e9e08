import { createHash } from 'node:crypto'
import type { Activity } from '../../activity.ts'
import { fieldOf } from '../../rules/fields.ts'
import { type Correlation, isLinked, type Linked } from '../../sigma/correlation.ts'
import type { Accessor } from '../../sigma/path.ts'
import type { Rule } from '../../sigma/rule.ts'
import { textOf } from '../../sigma/text-of.ts'

/** A correlation made ready to fold. */
export interface Node {
  readonly correlation: Correlation
  readonly parts: readonly NodePart[]
  /** Which of its groups an activity is in, by the fields as the correlation itself names them. */
  readonly group: (activity: Activity) => string | undefined
  /** The values of an activity that are counted; one empty text where none are asked for. */
  readonly values: (activity: Activity) => readonly string[]
}

/** One reference of a correlation. */
export interface NodePart {
  /** The rules that it comes down to. */
  readonly rules: ReadonlySet<Rule>
  /** The correlation that it refers to, where it is one. */
  readonly inner?: Node
  /** The fields that its activities are grouped by. */
  readonly groupBy: readonly string[]
}

/** Compiles a correlation and what it refers to. */
export function nodeOf({ correlation, parts }: Linked): Node {
  return {
    correlation,
    parts: parts.map(({ of, groupBy }) => {
      if (!isLinked(of)) return { rules: new Set([of]), groupBy }
      const inner = nodeOf(of)
      return { rules: new Set(inner.parts.flatMap(({ rules }) => [...rules])), inner, groupBy }
    }),
    group: grouping(correlation.groupBy),
    values: valuing(correlation),
  }
}

/** Names the group of an activity by what its fields hold, however long that is; undefined where it lacks one of them. */
export function grouping(fields: readonly string[]): (activity: Activity) => string | undefined {
  const accessors = fields.map(fieldOf)
  return (activity) => {
    const values: string[] = []
    for (const read of accessors) {
      const value = textOf(read(activity))
      if (value === undefined) return undefined
      values.push(value)
    }
    return hash(JSON.stringify(values))
  }
}

/** More values of one event than these count no more. */
const mostValues = 20

function valuing({ type, condition: { fields } }: Correlation): (activity: Activity) => readonly string[] {
  if (fields.length === 0) return () => ['']
  const accessors = fields.map(fieldOf)
  if (type === 'value_count' && accessors.length > 1) {
    return (activity) => {
      const values = accessors.map((read) => textOf(read(activity)))
      return values.includes(undefined) ? [] : [kept(JSON.stringify(values))]
    }
  }
  const [read] = accessors as [Accessor]
  return (activity) => {
    const value = read(activity)
    const list = Array.isArray(value) ? value.slice(0, mostValues) : [value]
    const texts = [...new Set(list.flatMap((one) => textOf(one) ?? []))]
    return type === 'value_count' ? texts.map(kept) : texts.filter(isNumber).map((one) => String(Number(one)))
  }
}

function isNumber(text: string): boolean {
  return text.length <= 40 && /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) && Number.isFinite(Number(text))
}

/** Whoever made the call chose the value. */
function kept(value: string): string {
  return value.length > 40 ? hash(value).slice(0, 16) : value
}

/** A short name for a long text. */
export function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 32)
}
