import { cidrMatcher } from './cidr.ts'
import type { Item, Order, Test } from './rule.ts'
import { timePart } from './time-part.ts'
import { matcher, plainText } from './wildcard.ts'

/** Asks something of one value, given as its text and as the same text in lower case. */
export type TextTest = (raw: string, folded: string) => boolean

/** Compiles one test of a rule, whichever kind but `null`, `exists` and `field`, which ask about a field and not about a text. */
export function textTest(test: Test): TextTest {
  switch (test.kind) {
    case 'text': {
      const matches = matcher(test.parts)
      return test.cased ? (raw) => matches(raw) : (_raw, folded) => matches(folded)
    }
    case 'number': {
      const { value } = test
      return (raw) => numberIn(raw) === value
    }
    case 'compare': {
      const { value } = test
      const holds = orders[test.order]
      return (raw) => {
        const number = numberIn(raw)
        return number !== undefined && holds(number, value)
      }
    }
    case 'regex': {
      const regex = new RegExp(test.source, test.flags)
      return (raw) => regex.test(raw)
    }
    case 'cidr': {
      const contains = cidrMatcher(test.written)
      return (raw) => contains(raw)
    }
    case 'time': {
      const { part, value } = test
      const holds = orders[test.order]
      return (raw) => {
        const number = timePart(raw, part)
        return number !== undefined && holds(number, value)
      }
    }
    case 'any':
      return anyTest(test.tests)
    default:
      return () => false
  }
}

/** Any of an item's tests as one: the plain texts as one look-up, then the others in turn. */
export function anyTest(tests: Item['tests']): TextTest {
  const plain = new Set<string>()
  const others: TextTest[] = []
  for (const test of tests) {
    const text = test.kind === 'text' && !test.cased ? plainText(test.parts) : undefined
    if (text === undefined) others.push(textTest(test))
    else plain.add(text)
  }
  const [first] = plain
  const [only, ...more] = others
  if (only === undefined)
    return plain.size === 1 ? (_raw, folded) => folded === first : (_raw, folded) => plain.has(folded)
  if (plain.size === 0 && more.length === 0) return only
  return (raw, folded) => {
    if (plain.has(folded)) return true
    for (const other of others) if (other(raw, folded)) return true
    return false
  }
}

/** A number of a rule is compared as a number with what a record writes as one: `443` holds for 443, "443" and "443.0". */
function numberIn(text: string): number | undefined {
  if (text.length > 40) return undefined
  return /^[+-]?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text) ? Number(text) : undefined
}

const orders: Readonly<Record<Order | 'eq', (a: number, b: number) => boolean>> = {
  lt: (a, b) => a < b,
  lte: (a, b) => a <= b,
  gt: (a, b) => a > b,
  gte: (a, b) => a >= b,
  eq: (a, b) => a === b,
}
