/** What a file that people wrote has to be made of. */
export type Json = Readonly<Record<string, unknown>>

/** An object, or an error that shows what is there instead. */
export function object(value: unknown): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`wants an object, not ${JSON.stringify(value)}`)
  return value as Json
}

/** A list, or an error that shows what is there instead. */
export function array(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error(`wants a list, not ${JSON.stringify(value)}`)
  return value
}
