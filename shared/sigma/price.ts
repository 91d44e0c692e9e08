import type { Price, Sight } from './witness.ts'

/** What the rules alone do not say of fields. */
export interface Priced {
  /** Fields whose values tell records apart best, the best first. */
  readonly index?: readonly string[]
  /** Fields that are worked out and not read: rules are filed under them only where nothing else is proven. */
  readonly dear?: (field: string) => boolean
}

/**
 * What looking for a sight is expected to cost a record, in nanoseconds: the share of records that show it times asking the rule in vain, and
 * this rule's part of reading its field. Roughly, and only ever of use to choose between witnesses: none changes what is found.
 */
export function prices(sights: readonly (readonly Sight[])[], { index = [], dear = () => false }: Priced): Price {
  const fields = new Map<string, { rules: number; readonly texts: Map<string, number> }>()
  for (const of of sights) {
    const seen = new Set<string>()
    for (const { field, text } of of) {
      const known = fields.get(field) ?? { rules: 0, texts: new Map<string, number>() }
      fields.set(field, known)
      if (!seen.has(field)) known.rules++
      seen.add(field)
      known.texts.set(text, (known.texts.get(text) ?? 0) + 1)
    }
  }
  return (sight) => {
    const { field, text } = sight
    const known = fields.get(field)
    const place = index.indexOf(field)
    // What many rules ask for is what many records show.
    const share = Math.min(1, shareOf[sight.kind](text, place) * Math.sqrt(known?.texts.get(text) ?? 1))
    const reading = dear(field) ? 100_000 : place >= 0 ? 20 : 100
    return share * asking + (sight.kind === 'pass' ? trying : 0) + reading / Math.max(1, known?.rules ?? 1)
  }
}

const asking = 60
const trying = 15

/** The share of records that a sight is expected in, by its kind. */
const shareOf: Readonly<Record<Sight['kind'], (text: string, place: number) => number>> = {
  equal: (text, place) => (place === 0 ? 0.002 : text.length < 6 ? 0.2 : place > 0 ? 0.02 : 0.05),
  contain: (text) => 0.2 / text.length ** 2,
  range: (text) => {
    const prefix = Number(text.split('/')[1] ?? 32)
    return prefix >= 24 ? 0.002 : prefix >= 16 ? 0.01 : prefix >= 8 ? 0.1 : 0.5
  },
  pass: () => 0.1,
}
