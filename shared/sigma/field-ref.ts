import type { FieldTest, Position, Rule } from './rule.ts'
import { maxDepth, textOf } from './text-of.ts'

/** More different values of a field than this are not compared with each other but for equality: their pairs are the square of them. */
const maxPairs = 1_000

/**
 * The text of the one value that stands in the relation to a value of the other that the test asks for, or undefined. A list is any of
 * its entries on both sides; an absent field and null stand in no relation to anything.
 */
export function fieldPasses(test: FieldTest, value: unknown, other: unknown): string | undefined {
  if (value === undefined || value === null || other === undefined || other === null) return undefined
  const fold = test.cased ? (text: string) => text : (text: string) => text.toLowerCase()
  const sought = new Set([...texts(other)].map(fold))
  if (test.position === 'equals') return first(texts(value), (text) => sought.has(fold(text)))
  const few = [...sought].slice(0, maxPairs)
  const stands = positions[test.position]
  return first([...texts(value)].slice(0, maxPairs), (text) => {
    const folded = fold(text)
    return few.some((part) => stands(folded, part))
  })
}

const positions: Readonly<Record<Exclude<Position, 'equals'>, (text: string, part: string) => boolean>> = {
  contains: (text, part) => text.includes(part),
  startswith: (text, part) => text.startsWith(part),
  endswith: (text, part) => text.endsWith(part),
}

/** The different texts of a value. */
function texts(value: unknown, found: Set<string> = new Set(), depth = 0): ReadonlySet<string> {
  if (Array.isArray(value)) {
    if (depth < maxDepth) for (const entry of value) texts(entry, found, depth + 1)
    return found
  }
  const text = textOf(value)
  return text === undefined ? found : found.add(text)
}

function first(all: Iterable<string>, passes: (text: string) => boolean): string | undefined {
  for (const text of all) if (passes(text)) return text
  return undefined
}

/** Every field that a rule names, those that others are compared with among them. */
export function fieldsIn({ selections }: Pick<Rule, 'selections'>): readonly string[] {
  const items = [...selections.values()].flatMap(({ groups }) => groups.flat())
  return [
    ...new Set(
      items.flatMap(({ field, tests }) => [
        ...(field === undefined ? [] : [field]),
        ...tests.flatMap((test) => (test.kind === 'field' ? [test.field] : [])),
      ]),
    ),
  ]
}
