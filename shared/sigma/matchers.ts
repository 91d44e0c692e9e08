import { grams } from './grams.ts'
import { ranges } from './ranges.ts'
import { type TextTest, textTest } from './text-test.ts'
import type { Sight } from './witness.ts'

/** A sight, and what belongs to whoever sees it. */
export interface Sighted<T> {
  readonly sight: Sight
  readonly what: T
}

/**
 * Looks for all sights of one field in one text: equal texts in a table, texts that it holds in one pass, ranges by their prefixes, and one by
 * one only what can be told no other way. What belongs to several sights may be given several times.
 */
export function matchers<T>(all: readonly Sighted<T>[]): (raw: string) => readonly T[] {
  const kinds = Map.groupBy(all, ({ sight }) => sight.kind)
  const equal = byText(kinds.get('equal') ?? [])
  const contained = kinds.has('contain') ? grams(byText(kinds.get('contain')!)) : undefined
  const inRange = kinds.has('range')
    ? ranges(kinds.get('range')!.map(({ sight, what }) => [sight.text, what] as const))
    : undefined
  const passing = (kinds.get('pass') ?? []).map(asked)

  return (raw) => {
    const folded = raw.toLowerCase()
    let found: T[] | undefined
    const see = (whats: readonly Asked<T>[]) => {
      for (const { test, what } of whats) if (test === undefined || test(raw, folded)) found = add(found, what)
    }
    const same = equal.get(folded)
    if (same !== undefined) see(same)
    contained?.in(folded, see)
    if (inRange !== undefined) for (const what of inRange(raw)) found = add(found, what)
    see(passing)
    return found ?? nothing
  }
}

const nothing: readonly never[] = []

interface Asked<T> {
  readonly test: TextTest | undefined
  readonly what: T
}

function byText<T>(all: readonly Sighted<T>[]): ReadonlyMap<string, readonly Asked<T>[]> {
  const texts = new Map<string, Asked<T>[]>()
  for (const one of all) {
    const known = texts.get(one.sight.text)
    if (known) known.push(asked(one))
    else texts.set(one.sight.text, [asked(one)])
  }
  return texts
}

/** Most sights are never had: what is asked beside is compiled when it first is. */
function asked<T>({ sight, what }: Sighted<T>): Asked<T> {
  const { test } = sight
  if (test === undefined) return { test, what }
  let compiled: TextTest | undefined
  return {
    test: (raw, folded) => {
      compiled ??= textTest(test)
      return compiled(raw, folded)
    },
    what,
  }
}

function add<T>(found: T[] | undefined, what: T): T[] {
  if (found === undefined) return [what]
  found.push(what)
  return found
}
