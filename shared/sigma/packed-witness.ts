import type { Test } from './rule.ts'
import type { Sight, Witness } from './witness.ts'

/** A witness as JSON, beside the rule that it was proven of; null where nothing is. What is only asked to spare asking the rule is left out. */
export type PackedWitness = readonly (readonly [field: string, kind: Sight['kind'], text: string, test?: Test])[] | null

/** Writes a witness down. */
export function packWitness(witness: Witness | undefined): PackedWitness {
  return witness?.map(({ field, kind, text, test }) => (kind === 'pass' ? [field, kind, text, test!] : [field, kind, text])) ?? null // biome-ignore format: one claim
}

/** Reads a witness that was written down. */
export function unpackWitness(packed: PackedWitness): Witness | undefined {
  return packed?.map(([field, kind, text, test]) => ({ field, kind, text, ...(test && { test }) }))
}
