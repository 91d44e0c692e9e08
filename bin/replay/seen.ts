import { hash } from 'node:crypto'
import type { Seen } from '../../shared/sources/intake.ts'

/** Half of a SHA-256, in words of 32 bits: that two of ten million records have the same has a chance of one in 10^24. */
const width = 4

/** How many tables the keys are spread over. Each doubles for itself, so that no moment needs much more than what is kept. */
const tables = 64

/**
 * A set of digests outside the JavaScript heap. A `Set` of the keys takes some 130 bytes each, all walked by every garbage collection, and
 * ends at 16.7 million. Here a key takes 21 to 43 bytes: 200,000 records some 8 MB, ten million some 270 MB, and nothing slows
 * down as it grows. It is not spilled to disk: who replays a hundred million needs 3 GB, or a run for each day.
 */
export function seenKeys(): Seen {
  const all = Array.from({ length: tables }, table)
  let size = 0
  return {
    get size() {
      return size
    },
    add(key) {
      const digest = hash('sha256', key, 'binary') // As text: a buffer for each would cost twice the time.
      if (all[digest.charCodeAt(31) % tables]!.add(word(digest, 0), word(digest, 4), word(digest, 8), word(digest, 12)))
        size++
    },
  }
}

function word(digest: string, at: number): number {
  const high = (digest.charCodeAt(at) << 8) | digest.charCodeAt(at + 1)
  return high * 0x10000 + ((digest.charCodeAt(at + 2) << 8) | digest.charCodeAt(at + 3))
}

/** Open addressing: a digest stands in the first free slot from where its first word points. A slot of zeros is free. */
function table() {
  let slots = new Uint32Array(64 * width)
  let used = 0
  return {
    /** Whether it was new. */
    add(a: number, b: number, c: number, d: number): boolean {
      if (!put(slots, a, b, c, d)) return false
      used++
      if (used * width > slots.length * 0.75) slots = doubled(slots)
      return true
    },
  }
}

function put(slots: Uint32Array, a: number, b: number, c: number, d: number): boolean {
  let at = (a * width) % slots.length
  while ((slots[at]! | slots[at + 1]! | slots[at + 2]! | slots[at + 3]!) !== 0) {
    if (slots[at] === a && slots[at + 1] === b && slots[at + 2] === c && slots[at + 3] === d) return false
    at = (at + width) % slots.length
  }
  slots[at] = a
  slots[at + 1] = b
  slots[at + 2] = c
  slots[at + 3] = d
  return true
}

function doubled(slots: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(slots.length * 2)
  for (let at = 0; at < slots.length; at += width) {
    const [a, b, c, d] = [slots[at]!, slots[at + 1]!, slots[at + 2]!, slots[at + 3]!]
    if ((a | b | c | d) !== 0) put(larger, a, b, c, d)
  }
  return larger
}
