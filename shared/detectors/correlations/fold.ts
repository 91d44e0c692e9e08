import type { Activity } from '../../activity.ts'
import { type Correlation, onlyGrows } from '../../sigma/correlation.ts'
import type { Rule } from '../../sigma/rule.ts'
import { bucketOf, capped, type Entry, insert, lateness, reduce } from './entries.ts'
import { hash, type Node } from './node.ts'
import { type Held, heldWindows } from './window.ts'

/** What is remembered of one group of a correlation. */
export interface State extends Inner {
  /** The latest time of an activity of the group. What is older than that by more than the lateness is not counted any more. */
  readonly newest: number
  /** What was told of each span of time, so that it is told once, and the same again when its activity comes again. */
  readonly told: Readonly<Record<string, Told>>
}

/** The events that count, and the same of each group of each correlation that this one refers to. */
export interface Inner {
  readonly entries: readonly Entry[]
  /** Up to when events were left out because there were too many. */
  readonly lost?: number
  readonly inner?: Readonly<Record<string, Inner>>
}

/** A finding that was made. */
export interface Told {
  readonly by: string
  readonly count: number
  readonly uids: readonly string[]
}

/** Bytes of JSON that the events of one group may take, and those of all inner groups together; the rest of a state is under 4 KB. */
export const maxBytes = { entries: 14_000, inner: 12_000 } as const
const maxRelated = 20

/** Takes one activity in. `told` holds, by the span of time, what this activity tells: what it makes hold, or told before. */
export function fold(
  node: Node,
  before: State | undefined,
  activity: Activity,
  matched: ReadonlySet<Rule>,
  only?: ReadonlySet<number>,
): { readonly state: State; readonly told: ReadonlyMap<string, Told> } {
  const { correlation } = node
  const uid = uidOf(activity)
  const newest = Math.max(activity.time, before?.newest ?? activity.time)
  if (before && newest - activity.time > lateness) return { state: before, told: new Map() }

  const taken = take(node, before ?? { entries: [] }, activity, matched, only)
  const [from, to] = onlyGrows(correlation)
    ? [taken.since, taken.until + correlation.timespan]
    : // Only when nothing more can come is it known that so few, or just so many, came.
      [(before?.newest ?? newest) - lateness, newest - lateness - 1]
  const lost = taken.state.lost ?? Number.NEGATIVE_INFINITY
  const held = heldWindows(taken.state.entries, correlation, from, to).filter(
    ({ end }) => onlyGrows(correlation) || end[0] - correlation.timespan > lost,
  )

  const told: Record<string, Told> = { ...before?.told }
  for (const one of held) {
    const bucket = String(bucketOf(correlation, one.end[0]))
    if (told[bucket] === undefined) told[bucket] = tell(one, uid)
  }
  for (const bucket of Object.keys(told))
    if (Number(bucket) < bucketOf(correlation, newest - lateness)) delete told[bucket]

  const since = newest - lateness - correlation.timespan
  const buckets = new Set(Object.keys(told).map(Number))
  const entries = taken.state.entries.filter(([time]) => time >= since)
  const state = { ...sized(taken.state, reduce(entries, correlation, buckets), correlation), newest, told }
  return { state, told: new Map(Object.entries(told).filter(([, { by }]) => by === uid)) }
}

function tell({ count, window }: Held, by: string): Told {
  const uids = [...new Set(window.map(([, uid]) => uid))]
  return { by, count, uids: uids.slice(-maxRelated) }
}

/** Enters an activity as what it counts as, between `since` and `until`: it may complete correlations that this one refers to. */
function take(
  node: Node,
  before: Inner,
  activity: Activity,
  matched: ReadonlySet<Rule>,
  only?: ReadonlySet<number>,
): { readonly state: Inner; readonly since: number; readonly until: number } {
  const uid = uidOf(activity)
  const added: Entry[] = []
  const inner: Record<string, Inner> = { ...before.inner }
  for (const [at, part] of node.parts.entries()) {
    if (only?.has(at) === false || ![...matched].some((rule) => part.rules.has(rule))) continue
    if (!part.inner) {
      for (const value of node.values(activity)) added.push([activity.time, uid, at, value])
      continue
    }
    const group = part.inner.group(activity)
    if (group === undefined) continue
    const key = `${at} ${group.slice(0, 16)}`
    const { correlation } = part.inner
    const taken = take(part.inner, inner[key] ?? { entries: [] }, activity, matched)
    const newest = taken.state.entries.at(-1)?.[0] ?? activity.time
    const within = taken.state.entries.filter(([time]) => time >= newest - lateness - correlation.timespan)
    inner[key] = sized(taken.state, reduce(within, correlation), correlation, maxBytes.inner)
    const held = heldWindows(taken.state.entries, correlation, taken.since, taken.until + correlation.timespan)
    for (const { end } of held) added.push([end[0], end[1], at, ''])
  }
  const state = {
    ...before,
    entries: insert(before.entries, added),
    ...(Object.keys(inner).length > 0 && { inner: bounded(inner) }),
  }
  const times = [activity.time, ...added.map(([time]) => time)]
  return { state, since: Math.min(...times), until: Math.max(...times) }
}

function sized(state: Inner, entries: readonly Entry[], of: Correlation, bytes: number = maxBytes.entries): Inner {
  const cut = capped(entries, of, bytes)
  const lost = Math.max(cut.lost ?? Number.NEGATIVE_INFINITY, state.lost ?? Number.NEGATIVE_INFINITY)
  return {
    entries: cut.entries,
    ...(Number.isFinite(lost) && { lost }),
    ...(state.inner && { inner: state.inner }),
  }
}

/** The inner groups that something happened in last, as many as there is room for. */
function bounded(inner: Readonly<Record<string, Inner>>): Readonly<Record<string, Inner>> {
  const byAge = Object.entries(inner).sort(([a, one], [b, other]) => last(other) - last(one) || (a < b ? -1 : 1))
  let room = maxBytes.inner + 1_000
  const kept = byAge.filter(([, state], at) => {
    room -= JSON.stringify(state).length + 24
    return at === 0 || room >= 0
  })
  return Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)))
}

function last({ entries }: Inner): number {
  return entries.at(-1)?.[0] ?? 0
}

function uidOf({ uid }: Activity): string {
  return uid.length > 64 ? hash(uid) : uid
}
