/**
 * Many texts looked for in one pass over another. Each is found by four of its characters that few of the others have, so that a text of any
 * length is read once, and what is compared in full is little more than what is there. It is ready in the time that it takes to read the
 * texts, which an automaton of all their characters is not.
 */
export interface Grams<T> {
  /** Gives what belongs to each text that stands in this one, each once. */
  in(text: string, found: (what: T) => void): void
}

/** Makes the search for texts of four characters or more. */
export function grams<T>(texts: ReadonlyMap<string, T>): Grams<T> {
  const bits = Math.min(16, Math.max(8, Math.ceil(Math.log2(texts.size * 16 + 1))))
  const shift = 32 - bits
  const common = new Uint16Array(1 << bits)
  for (const text of texts.keys())
    for (const gram of gramsOf(text, shift)) if (common[gram]! < 0xffff) common[gram] = common[gram]! + 1

  const present = new Uint32Array((1 << bits) >> 5)
  const first = new Map<number, Sought<T>>()
  for (const [text, what] of texts) {
    const [gram, offset] = rarest(text, shift, common)
    present[gram >>> 5] = present[gram >>> 5]! | (1 << (gram & 31))
    first.set(gram, { text, offset, what, seen: 0, next: first.get(gram) })
  }

  let turn = 0
  return {
    in(text, found) {
      turn++
      let window = 0
      for (let at = 0; at < text.length; at++) {
        window = (window << 8) ^ text.charCodeAt(at)
        if (at < 3) continue
        const gram = Math.imul(window, mixer) >>> shift
        if (((present[gram >>> 5]! >>> (gram & 31)) & 1) === 0) continue
        for (let sought = first.get(gram); sought !== undefined; sought = sought.next) {
          if (sought.seen === turn || !text.startsWith(sought.text, at - 3 - sought.offset)) continue
          if (at - 3 < sought.offset) continue
          sought.seen = turn
          found(sought.what)
        }
      }
    },
  }
}

interface Sought<T> {
  readonly text: string
  /** Where in the text the four characters begin that it is found by. */
  readonly offset: number
  readonly what: T
  /** The search that it was last found in. */
  seen: number
  readonly next: Sought<T> | undefined
}

/** Knuth's multiplier: what four characters are, spread over the table. The window keeps nothing of the character before them. */
const mixer = 0x9e3779b1

function* gramsOf(text: string, shift: number): Generator<number> {
  let window = 0
  for (let at = 0; at < text.length; at++) {
    window = (window << 8) ^ text.charCodeAt(at)
    if (at >= 3) yield Math.imul(window, mixer) >>> shift
  }
}

function rarest(text: string, shift: number, common: Uint16Array): readonly [gram: number, offset: number] {
  let best = -1
  let bestAt = 0
  let at = 0
  for (const gram of gramsOf(text, shift)) {
    if (best < 0 || common[gram]! < common[best]!) [best, bestAt] = [gram, at]
    at++
  }
  return [best, bestAt]
}
