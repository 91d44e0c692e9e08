import { Buffer } from 'node:buffer'

/**
 * What is remembered of a resource: its latest items, and of each watched property the points in time at which its value changed.
 * What it holds depends on the items alone and not on the order they came in, but for who told each change.
 */
export interface Timeline {
  readonly items: readonly Seen[]
  readonly points: Readonly<Record<string, readonly Point[]>>
  /** The latest item that was forgotten for want of room: what is as old comes too late. */
  readonly since?: number
}

/** An item by its time and its activity's uid, marked once something was told as its finding. */
export type Seen = readonly [time: number, uid: string, told?: true]

/** From this item on the property has this value, null where the resource is gone. Without `told`, the item told it itself. */
export type Point = readonly [time: number, value: string | null, told?: Told]

/** Who told a change as that of which item; `again` where that item had told others already. */
export interface Told {
  readonly by: number
  readonly as: number
  readonly again?: true
}

/** A change of a property's value between two neighbours in time. */
export interface Boundary extends Told {
  readonly from: string | null
  readonly to: string | null
}

/** How grave a change is: 0 for one of no concern. */
export type Gravity = (property: string, from: string | null, to: string | null) => number

const mostItems = 12
const mostBytes = 4_000

/** The timeline with this item in its place; the same object where it was known or comes too late. */
export function insert(
  timeline: Timeline = { items: [], points: {} },
  seen: Seen,
  values: Readonly<Record<string, string | null>>,
  gravity: Gravity,
): Timeline {
  const [time] = seen
  const { items, points, since = Number.NEGATIVE_INFINITY } = timeline
  if (time <= since || items.some(([known]) => known === time)) return timeline

  const after = items.find(([known]) => known > time)?.[0]
  const told = new Set(items.flatMap(([time, , told]) => (told ? [time] : [])))
  const tell = (as: number): Told => ({ by: time, as, ...(told.has(as) && { again: true }) })
  const changed = Object.entries(values).map(([property, value]) => {
    const how = { after, tell, gravity: (from: string | null, to: string | null) => gravity(property, from, to) }
    return [property, placed(points[property] ?? [], time, value, how)] as const
  })
  const grown: Timeline = {
    ...timeline,
    items: [...items, seen].toSorted(([one], [other]) => one - other),
    points: { ...points, ...Object.fromEntries(changed) },
  }
  const kept = trimmed(marked(grown, time, gravity))
  return kept.items.some(([known]) => known === time) ? kept : timeline
}

/** The changes of a property that are remembered. */
export function boundaries({ points }: Timeline, property: string): readonly Boundary[] {
  const own = points[property] ?? []
  return own.slice(1).map(([at, to, told = { by: at, as: at }], index) => ({ ...told, from: own[index]![1], to }))
}

/** The timeline with the items marked whose findings the item of this time made. */
function marked(timeline: Timeline, teller: number, gravity: Gravity): Timeline {
  const made = Object.keys(timeline.points).flatMap((property) =>
    boundaries(timeline, property)
      .filter(({ by, from, to }) => by === teller && gravity(property, from, to) > 0)
      .map(({ as }) => as),
  )
  return {
    ...timeline,
    items: timeline.items.map(([time, uid, told]) => (told || made.includes(time) ? [time, uid, true] : [time, uid])),
  }
}

interface How {
  /** The next item in time, of whatever value. */
  readonly after: number | undefined
  readonly tell: (as: number) => Told
  readonly gravity: (from: string | null, to: string | null) => number
}

/** The points of one property with a value at this time. */
function placed(points: readonly Point[], time: number, value: string | null, how: How): readonly Point[] {
  const { after, tell, gravity } = how
  const index = points.findLastIndex(([at]) => at <= time)
  const before = points[index]
  const earlier = points.slice(0, index + 1)
  const [next, ...later] = points.slice(index + 1)

  if (before?.[1] === value) return points
  // An item between two of the same value splits them: what was before it comes back right after it.
  if (before && after !== undefined && (!next || after < next[0])) {
    return [...earlier, [time, value], [after, before[1], tell(after)], ...(next ? [next] : []), ...later]
  }
  if (!next) return [...earlier, [time, value]]
  // The next item has this value already: the change happened here, and is told already.
  if (next[1] === value) {
    return [...earlier, before ? [time, value, next[2] ?? { by: next[0], as: next[0] }] : [time, value], ...later]
  }
  // The change to the next value is told already, from what was before it, unless it is graver from here.
  const graver = gravity(value, next[1]) > (before ? gravity(before[1], next[1]) : 0)
  return [...earlier, [time, value], graver ? [next[0], next[1], tell(next[0])] : next, ...later]
}

/** Forgets the oldest items until the rest fits, and of what came before them keeps the last value alone. */
function trimmed(timeline: Timeline): Timeline {
  const { items, points } = timeline
  const fits = items.length <= mostItems && Buffer.byteLength(JSON.stringify(timeline)) <= mostBytes
  if (fits || items.length === 1) return timeline
  const [forgotten, ...kept] = items
  const start = kept[0]![0]
  const shortened = Object.entries(points).map(([property, own]) => {
    const base = own.findLastIndex(([at]) => at < start)
    return [property, own.slice(Math.max(0, base))] as const
  })
  return trimmed({ items: kept, points: Object.fromEntries(shortened), since: forgotten![0] })
}
