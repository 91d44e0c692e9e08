/** Deeper than this, what a record nests is not looked into: nothing AWS records comes near it, and the stack ends somewhere. */
export const maxDepth = 32

/** The text that a value is compared by: a number or boolean as JSON writes it, a map as its JSON. Null and absent have none. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (value === null || value === undefined) return undefined
  if (typeof value !== 'object') return String(value)
  return written(value)
}

/** `json` in the engine's own time: the same text wherever nothing is cut. */
function written(value: object): string {
  let text: string
  try {
    text = JSON.stringify(value)
  } catch {
    return json(value, 0) // It is nested so deep that the stack ended.
  }
  return brackets(text) > maxDepth && isDeeper(value, maxDepth) ? json(value, 0) : text
}

/** How many maps and lists a JSON text can hold at most: brackets inside its strings count too. It stops at more than matters. */
function brackets(text: string): number {
  let found = 0
  for (const bracket of ['{', '['])
    for (let at = text.indexOf(bracket); at >= 0 && found <= maxDepth; at = text.indexOf(bracket, at + 1)) found++
  return found
}

function isDeeper(value: object, depth: number): boolean {
  return depth === 0 || Object.values(value).some((inner) => typeof inner === 'object' && inner !== null && isDeeper(inner, depth - 1)) // biome-ignore format: one claim
}

function json(value: unknown, depth: number): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  if (depth === maxDepth) return '…'
  if (Array.isArray(value)) return `[${value.map((entry) => json(entry, depth + 1)).join(',')}]`
  return `{${Object.entries(value)
    .map(([key, entry]) => `${JSON.stringify(key)}:${json(entry, depth + 1)}`)
    .join(',')}}`
}
