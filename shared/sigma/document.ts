import type { Placeholders } from './placeholders.ts'

/** Whether a value of a document is a map of keys, and not a list or null. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What the reader of a rule can be given to check it by. */
export interface ParseOptions {
  /** Says why a regular expression is dangerous to run, or nothing. Given at build, where there is time to search for an attack on it. */
  readonly checkRegex?: (source: string, flags: string) => string | undefined
  /** What the placeholders of `expand` stand for; a rule that names another is refused. */
  readonly placeholders?: Placeholders
}
