import type { Activity } from '../../activity.ts'

/** Something that rules can ask of an activity and no field of its record says. Undefined where the record does not tell. */
export type Fact = (activity: Activity) => unknown

/** An empty list is absent, so that a rule can ask whether there is any. */
export function some<Value>(list: readonly Value[]): readonly Value[] | undefined {
  return list.length > 0 ? list : undefined
}

/** The entries of a list as CloudTrail writes lists: plain, under `items`, or a single entry on its own. Never more than so many. */
export function entriesOf(value: unknown, most = 1_000): readonly unknown[] {
  if (value === undefined || value === null) return []
  const inner = typeof value === 'object' && 'items' in value ? value.items : value
  return Array.isArray(inner) ? inner.slice(0, most) : inner === undefined ? [] : [inner]
}
