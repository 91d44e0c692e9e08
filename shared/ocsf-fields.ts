import { clip } from './clip.ts'

/** Only the fields that are there: nothing in OCSF is null or undefined. */
export function present<T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }): T {
  // The cast says what the filter does: an undefined field is an absent one.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T
}

/** An identifier within its limit: an ARN has at most 2,048 characters. */
export const id = (value: string): string => clip(value, 2_048)

/** An identifier that is there, else undefined: an empty one says nothing. */
export const idOf = (value: string | undefined): string | undefined => (value ? id(value) : undefined)
