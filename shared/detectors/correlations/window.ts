import { type Correlation, holds } from '../../sigma/correlation.ts'
import type { Entry } from './entries.ts'

/** A window that holds: the event that ends it, what was counted, and the events that it rests on. */
export interface Held {
  readonly end: Entry
  readonly count: number
  readonly window: readonly Entry[]
}

/** The windows that end with an event in this span of time (both included) and hold, in order. A window reaches back by the timespan, both ends included. */
export function heldWindows(entries: readonly Entry[], of: Correlation, from: number, to: number): readonly Held[] {
  return entries.flatMap((end, at) => {
    const [time] = end
    // Of events at one moment the last ends the window.
    if (time < from || time > to || entries[at + 1]?.[0] === time) return []
    const window = entries.slice(firstSince(entries, time - of.timespan), at + 1)
    const count = measure(window, of)
    return holds(of.condition, count) ? [{ end, count, window }] : []
  })
}

function firstSince(entries: readonly Entry[], time: number): number {
  const at = entries.findIndex((entry) => entry[0] >= time)
  return at < 0 ? entries.length : at
}

/** The number that the condition is about. */
export function measure(window: readonly Entry[], { type, condition }: Correlation): number {
  return measures[type](window, condition.percentile ?? 0)
}

const measures: Readonly<Record<Correlation['type'], (window: readonly Entry[], percentile: number) => number>> = {
  event_count: (window) => new Set(window.map(([, uid]) => uid)).size,
  value_count: (window) => new Set(window.map(([, , , value]) => value)).size,
  temporal: (window) => new Set(window.map(([, , part]) => part)).size,
  temporal_ordered: longestChain,
  value_sum: (window) => sum(window),
  value_avg: (window) => sum(window) / window.length,
  value_percentile: (window, percentile) => {
    // The nearest rank: the least value that at least so many percent of the values do not exceed.
    const values = window.map(([, , , value]) => Number(value)).sort((a, b) => a - b)
    return values[Math.max(0, Math.ceil((percentile / 100) * values.length) - 1)]!
  },
}

/** A number below zero adds nothing: otherwise an event could undo what was told before it arrived. */
function sum(window: readonly Entry[]): number {
  return window.reduce((total, [, , , value]) => total + Math.max(0, Number(value)), 0)
}

/** How many parts different events go through in the order of the parts. Events of one moment may stand in any order. */
function longestChain(window: readonly Entry[]): number {
  // By part: the longest chain that ends in it.
  const best = Array.from({ length: 1 + Math.max(...window.map(([, , part]) => part)) }, () => 0)
  for (const moment of Map.groupBy(window, ([time]) => time).values()) {
    const events = [...Map.groupBy(moment, ([, uid]) => uid).values()].map((event) => event.map(([, , part]) => part))
    for (const parts of events.sort((a, b) => Math.min(...a) - Math.min(...b))) {
      // One event is no step after itself: all its parts build on what stood before it.
      const lengths = parts.map((part) => 1 + Math.max(0, ...best.slice(0, part)))
      for (const [at, part] of parts.entries()) best[part] = Math.max(best[part]!, lengths[at]!)
    }
  }
  return Math.max(...best)
}
