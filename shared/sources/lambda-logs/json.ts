import { isObject, type JsonObject } from '../../json.ts'

/** JSON that an application wrote: read once, within bounds, and only if it comes back from storage as it went in. */

const longest = 65_536
const deepest = 32

/** The object that a text is, as a whole; undefined where it is anything else, too long, too deep or not storable. */
export function jsonObject(text: string): JsonObject | undefined {
  if (text.length > longest || !text.startsWith('{') || !text.endsWith('}')) return undefined
  const value = parse(text)
  return isObject(value) && isStorable(value, deepest) ? value : undefined
}

/** The object that a JSON log line carries as its message, itself or as a text; what that one carries is not looked into. */
export function carriedObject({ message, msg }: JsonObject): JsonObject | undefined {
  const inner = message ?? msg
  if (isObject(inner)) return inner
  return typeof inner === 'string' ? jsonObject(inner.trim()) : undefined
}

/** A text that is no JSON is a text: that is an answer here, not a failure. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** JSON.parse takes any depth and reads 1e999 as Infinity; JSON.stringify then overflows the stack, or writes null. */
function isStorable(value: unknown, depth: number): boolean {
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0)
  if (typeof value !== 'object' || value === null) return true
  return depth > 0 && Object.values(value).every((inner) => isStorable(inner, depth - 1))
}
