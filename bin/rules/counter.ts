/** Counts texts in bounded memory: beyond so many different ones, those that are new are counted as `others`. */
export interface Counter {
  add(text: string): void
  /** The most frequent, most first, as far as they were told apart. */
  top(most: number): readonly Counted[]
  /** How many are not among those that were told apart. */
  readonly others: number
  /** How many different ones there are, as far as they were told apart. */
  readonly size: number
}

/** A text and how often it came. */
export interface Counted {
  readonly value: string
  readonly count: number
}

const different = 10_000

/** A counter of nothing. */
export function counter(): Counter {
  const counts = new Map<string, number>()
  let others = 0
  return {
    add(text) {
      const before = counts.get(text)
      if (before === undefined && counts.size >= different) others++
      else counts.set(text, (before ?? 0) + 1)
    },
    top: (most) =>
      [...counts]
        .map(([value, count]) => ({ value, count }))
        .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
        .slice(0, most),
    get others() {
      return others
    },
    get size() {
      return counts.size
    },
  }
}
