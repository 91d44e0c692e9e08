import { maxDepth } from './text-of.ts'

/** Reads a field of a record: absent is undefined, several values are an array of any depth. */
export type Accessor = (record: unknown) => unknown

/**
 * A dotted path into a record. A list on the way stands for any of its entries. A key that holds dots itself is found too, where
 * the shorter keys are absent.
 */
export function pathAccessor(path: string): Accessor {
  const steps = path.split('.')
  const keys = joined(steps)
  const [first = ''] = steps
  // What every object inherits (`constructor`) is in no record.
  if (steps.some((step) => step in Object.prototype)) return (record) => walk(withoutPrototype(record), keys, 0)
  if (steps.length === 1) return (record) => (isMap(record) ? record[first] : walk(record, keys, 0))
  return (record) => {
    // The straight way first; then, most fields of most rules being absent, a cheap look whether there is any other way.
    let at = record
    for (let step = 0; step < steps.length; step++) {
      if (Array.isArray(at)) return walk(record, keys, 0)
      at = isMap(at) ? at[steps[step]!] : undefined
      if (at === undefined) return hasDottedKey(record, keys) ? walk(record, keys, 0) : undefined
    }
    return at
  }
}

/** Whether a key that joins several steps is found on the straight way, as far as that goes. */
function hasDottedKey(record: unknown, keys: Keys): boolean {
  let at = record
  for (let from = 0; from < keys.length && isMap(at); from++) {
    const here = keys[from]!
    for (let length = 1; length < here.length; length++) if (at[here[length]!] !== undefined) return true
    at = at[here[0]!]
  }
  return false
}

/** By the step that one begins at: the keys that this step and those behind it can be joined to, the shortest first. */
type Keys = readonly (readonly string[])[]

/** Joined once, since a string made anew for every record is the dearest part of a look-up. */
function joined(steps: readonly string[]): Keys {
  return steps.map((_, from) => steps.slice(from).map((_, length) => steps.slice(from, from + length + 1).join('.')))
}

function walk(value: unknown, keys: Keys, from: number): unknown {
  if (from === keys.length) return value
  if (Array.isArray(value)) return gather(value, keys, from)
  if (!isMap(value)) return undefined
  const here = keys[from]!
  for (let length = 1; length <= here.length; length++) {
    const inner = value[here[length - 1]!]
    const found = inner === undefined ? undefined : walk(inner, keys, from + length)
    if (found !== undefined) return found
  }
  return undefined
}

function gather(values: readonly unknown[], keys: Keys, from: number): unknown {
  const found: unknown[] = []
  for (const value of values) {
    const inner = walk(value, keys, from)
    if (inner !== undefined) found.push(inner)
  }
  return found.length === 0 ? undefined : found
}

/** The same record, its own keys only. The few rules that name such a key pay for the copy. */
function withoutPrototype(value: unknown, depth = 0): unknown {
  if (typeof value !== 'object' || value === null || depth === maxDepth) return value
  if (Array.isArray(value)) return value.map((entry) => withoutPrototype(entry, depth + 1))
  const bare: Record<string, unknown> = Object.create(null)
  for (const [key, inner] of Object.entries(value)) bare[key] = withoutPrototype(inner, depth + 1)
  return bare
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
