import { InvalidRecord } from '../../source.ts'

/** Real items nest some 15 levels; the largest seen, inventories of instances, hold tens of thousands of values. */
const deepest = 64
const most = 200_000
/** Config writes JSON in a string in a string at most (a bucket's access control list); a policy inside one makes three. */
const wrappings = 3
const longestWrapped = 1024 * 1024

/**
 * A configuration with the JSON inside its strings decoded (URL-encoded policy documents too) and its null members left out. Null, absent
 * and empty give undefined. With `texts` every value is a JSON text of its own, as the API writes a supplementary configuration:
 * `"false"` is false there, and a boolean elsewhere.
 */
export function unpacked(value: unknown, what: string, texts = false): Readonly<Record<string, unknown>> | undefined {
  if (value === undefined || value === null || value === '' || value === 'null') return undefined
  const decoded = walk(value, { what, left: most }, 0, typeof value === 'string' ? wrappings + 1 : wrappings)
  if (typeof decoded !== 'object' || decoded === null || Array.isArray(decoded)) {
    throw new InvalidRecord(`${what} is not an object`)
  }
  if (!texts) return decoded as Record<string, unknown> // an object is all that is left of it
  return Object.fromEntries(
    Object.entries(decoded)
      .map(([key, inner]) => [key, scalar(inner)])
      .filter(([, inner]) => inner !== null),
  )
}

/** A value as it is, checked for size and depth, its null members left out. */
export function plain(value: unknown, what: string): unknown {
  return walk(value, { what, left: most }, 0, 0)
}

interface Budget {
  readonly what: string
  left: number
}

function walk(value: unknown, budget: Budget, depth: number, unwrap: number): unknown {
  if (depth > deepest) throw new InvalidRecord(`${budget.what} nests deeper than ${deepest} levels`)
  budget.left -= 1
  if (budget.left < 0) throw new InvalidRecord(`${budget.what} holds more than ${most} values`)
  if (typeof value === 'string') {
    const inner = unwrap > 0 ? wrapped(value) : undefined
    if (inner === undefined) return value
    const decoded = walk(inner, budget, depth + 1, unwrap - 1)
    return typeof decoded === 'object' ? decoded : value
  }
  if (Array.isArray(value)) return value.map((inner) => walk(inner, budget, depth + 1, unwrap))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null && inner !== undefined)
      .map(([key, inner]) => [key, walk(inner, budget, depth + 1, unwrap)]),
  )
}

/** What a string holds that begins like a JSON object, list or string, or like such an object or list encoded for a URL. */
function wrapped(text: string): unknown {
  if (text.length > longestWrapped || !/^\s*(?:[{["]|%7B|%5B)/i.test(text.slice(0, 100))) return undefined
  try {
    const held: unknown = JSON.parse(/^\s*%/.test(text) ? decodeURIComponent(text) : text)
    return held ?? undefined
  } catch {
    return undefined // plain text that only begins like JSON
  }
}

/** A text that is JSON for a switch, a number or a plain string. */
function scalar(value: unknown): unknown {
  if (typeof value !== 'string') return value
  if (/^(?:true|false|null|-?\d{1,15})$/.test(value)) return JSON.parse(value)
  if (!value.startsWith('"')) return value
  const held = wrapped(value)
  return typeof held === 'string' ? held : value
}
