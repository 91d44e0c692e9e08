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
  const time = Date.parse(
    compact.test(value) ? value.replace(compact, '$1-$2-$3T$4:$5:$6Z') : extended.test(value) ? value : '',
  )
  return Number.isNaN(time) ? undefined : time
}

const nothing: JsonObject = Object.freeze({})
const extended = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?$/
const compact = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/
