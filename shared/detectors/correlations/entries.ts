import { type Correlation, leastCount, onlyGrows } from '../../sigma/correlation.ts'

/** An event that counts: when, which one, as which part of the correlation, and with what value ('' where none is asked). */
export type Entry = readonly [time: number, uid: string, part: number, value: string]

/** Milliseconds that an event may arrive after newer ones and still count. */
export const lateness = 30 * 60_000

/** One finding a group for each of these spans of time, or for each timespan where that is longer. */
export function bucketOf({ timespan }: Correlation, time: number): number {
  return Math.floor(time / Math.max(86_400_000, timespan))
}

/** The entries with these among them, in order of time; the same list when they were all known. */
export function insert(entries: readonly Entry[], added: readonly Entry[]): readonly Entry[] {
  const known = new Set(entries.map(identity))
  const fresh = added.filter((entry) => !known.has(identity(entry)))
  return fresh.length === 0 ? entries : [...entries, ...fresh].sort(byTime)
}

function identity([, uid, part, value]: Entry): string {
  return `${part} ${uid} ${value}`
}

function byTime(a: Entry, b: Entry): number {
  return a[0] - b[0] || compare(a[1], b[1]) || a[2] - b[2] || compare(a[3], b[3])
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/**
 * Leaves out what no later question can turn on: state stays small however often the same thing happens. Of a correlation inside another
 * nothing is told, and each time that it holds matters.
 */
export function reduce(entries: readonly Entry[], of: Correlation, told?: ReadonlySet<number>): readonly Entry[] {
  if (!onlyGrows(of) || of.type === 'value_sum') return entries
  if (of.type === 'temporal_ordered') return ends(entries, of)
  if (told === undefined) return entries
  const least = leastCount(of.condition)
  const byBucket = Map.groupBy(entries, ([time]) => bucketOf(of, time))
  return [...byBucket].flatMap(([bucket, within]) => {
    if (of.type === 'event_count') return told.has(bucket) ? within.slice(-least) : within
    return told.has(bucket) ? latest(within, of, least) : thinned(within, of)
  })
}

/** What distinct things are counted by. */
function thing({ type }: Correlation): (entry: Entry) => string | number {
  return type === 'value_count' ? ([, , , value]) => value : ([, , part]) => part
}

/** Once told, a span of time matters to the next one only: the newest event of each of as many things as are asked for. */
function latest(entries: readonly Entry[], of: Correlation, least: number): readonly Entry[] {
  const newest = [...new Map(entries.map((entry) => [thing(of)(entry), entry])).values()]
  return newest.sort(byTime).slice(-least)
}

/** An event between two of the same thing that lie no further apart than the timespan is in no window without one of them. */
function thinned(entries: readonly Entry[], of: Correlation): readonly Entry[] {
  const groups = Map.groupBy(entries, thing(of))
  const kept = [...groups.values()].flatMap((same) => {
    const out: Entry[] = []
    for (const [at, entry] of same.entries()) {
      const [before, after] = [out.at(-1), same[at + 1]]
      if (before === undefined || after === undefined || after[0] - before[0] > of.timespan) out.push(entry)
    }
    return out
  })
  return kept.length === entries.length ? entries : kept.sort(byTime)
}

/**
 * Of each part, the first and the last event in each slot of time. A sequence of two is found as if all were kept; a longer one may be missed
 * where more than two events of one part stand in one slot, which is a sixteenth of the timespan or half a minute.
 */
function ends(entries: readonly Entry[], of: Correlation): readonly Entry[] {
  const slot = Math.min(of.timespan, Math.max(of.timespan / 16, (of.timespan + lateness) / 64))
  const slots = Map.groupBy(entries, ([time, , part]) => `${part} ${bucketOf(of, time)} ${Math.floor(time / slot)}`)
  const kept = [...slots.values()].flatMap((within) => (within.length > 2 ? [within[0]!, within.at(-1)!] : within))
  return kept.length === entries.length ? entries : kept.sort(byTime)
}

/** Cuts a list to so many bytes of JSON, and says up to when it is no longer whole. Of what is added up the least goes, else the oldest. */
export function capped(
  entries: readonly Entry[],
  of: Correlation,
  bytes: number,
): { readonly entries: readonly Entry[]; readonly lost?: number } {
  const sizes = entries.map((entry) => JSON.stringify(entry).length + 1)
  let excess = sizes.reduce((sum, size) => sum + size, 0) - bytes
  if (excess <= 0) return { entries }
  const order = entries.map((_, at) => at)
  if (of.type === 'value_sum') order.sort((a, b) => Number(entries[a]![3]) - Number(entries[b]![3]) || a - b)
  const dropped = new Set<number>()
  for (const at of order) {
    if (excess <= 0) break
    dropped.add(at)
    excess -= sizes[at]!
  }
  return {
    entries: entries.filter((_, at) => !dropped.has(at)),
    lost: Math.max(...[...dropped].map((at) => entries[at]![0])),
  }
}
