/** A JSON object that nobody has looked into yet. */
export type JsonObject = Readonly<Record<string, unknown>>

/** Whether a decoded value is an object: not null, not an array. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value as an object; an empty one when it is anything else, so that absent parts read as absent. */
export function objectOf(value: unknown): JsonObject {
  return isObject(value) ? value : nothing
}

/** The value as a string that says something, else undefined. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** Milliseconds since 1970 of an ISO 8601 time as AWS writes it (`2026-11-22T07:38:00Z`, `20261122T073800Z`), else undefined. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value !== 'string') return undefined
  const usual = value.length === 20 ? usualTime(value) : undefined
  if (usual !== undefined) return usual
  const text = compact.test(value) ? value.replace(compact, '$1-$2-$3T$4:$5:$6Z') : value
  const time = extended.test(text) ? Date.parse(text) : Number.NaN
  return Number.isNaN(time) ? undefined : time
}

/** `2026-11-22T07:38:00Z`, as nearly every record has it, several times: read by hand it costs a tenth of Date.parse. */
function usualTime(text: string): number | undefined {
  const shape =
    text[4] === '-' && text[7] === '-' && text[10] === 'T' && text[13] === ':' && text[16] === ':' && text[19] === 'Z'
  if (!shape) return undefined
  const year = two(text, 0) * 100 + two(text, 2)
  const month = two(text, 5)
  const day = two(text, 8)
  const hour = two(text, 11)
  const minute = two(text, 14)
  const second = two(text, 17)
  // Days that a month does not have, and whatever is not a digit, are left to the parser.
  const plain =
    month >= 1 && month <= 12 && day >= 1 && day <= 28 && hour <= 23 && minute <= 59 && second <= 59 && year >= 1970
  return plain ? Date.UTC(year, month - 1, day, hour, minute, second) : undefined
}

/** Two digits as a number; NaN, which no comparison lets through, for anything else. */
function two(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48
  const ones = text.charCodeAt(at + 1) - 48
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN
}

const nothing: JsonObject = Object.freeze({})
const extended = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?$/
const compact = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/

/** A type while it is being built: what ends as readonly is assigned part by part. */
export type Building<T> = { -readonly [Key in keyof T]: T[Key] }
