/** Chance that repeats: the same name gives the same draws on every machine, so that the story is the same bytes twice. */
export interface Chance {
  /** From 0 up to, not including, 1. */
  next(): number
  /** A whole number between two, both included. */
  int(least: number, most: number): number
  pick<T>(list: readonly T[]): T
  /** True that often, of one. */
  happens(share: number): boolean
  hex(length: number): string
  uuid(): string
  /** Letters, digits of an AWS identifier after its four-letter prefix; it ends in EXAMPLE so that nobody takes it for a real one. */
  id(prefix: 'ASIA' | 'AKIA' | 'AROA' | 'AIDA'): string
  base64(length: number): string
}

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const base64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** A stream of chance of its own for each name, so that drawing more in one chapter moves nothing in another. */
export function chance(name: string): Chance {
  const next = mulberry32(fnv1a(name))
  const int = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  const letters = (alphabet: string, length: number) =>
    Array.from({ length }, () => alphabet[int(0, alphabet.length - 1)]).join('')
  const hex = (length: number) => letters('0123456789abcdef', length)
  return {
    next,
    int,
    pick: (list) => list[int(0, list.length - 1)]!,
    happens: (share) => next() < share,
    hex,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'[int(0, 3)]}${hex(3)}-${hex(12)}`,
    id: (prefix) => `${prefix}${letters(base32, prefix.endsWith('IA') ? 9 : 10)}EXAMPLE`,
    base64: (length) => letters(base64, length),
  }
}

function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (const character of text) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193)
  return hash
}

/** Tommy Ettinger's mulberry32: 32 bits of state are plenty for a story, and it fits in four lines. */
function mulberry32(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
