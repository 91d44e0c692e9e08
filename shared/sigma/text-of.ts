/** Deeper than this, what a record nests is not looked into: nothing AWS records comes near it, and the stack ends somewhere. */
export const maxDepth = 32

/** The text that a value is compared by: a number or boolean as JSON writes it, a map as its JSON. Null and absent have none. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return undefined
  return typeof value === 'object' ? json(value, 0) : String(value)
}

function json(value: unknown, depth: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (depth === maxDepth) return '…'
  if (Array.isArray(value)) return `[${value.map((entry) => json(entry, depth + 1)).join(',')}]`
  return `{${Object.entries(value)
    .map(([key, entry]) => `${JSON.stringify(key)}:${json(entry, depth + 1)}`)
    .join(',')}}`
}
