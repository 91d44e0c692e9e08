/** A text of at most so many UTF-16 units, well formed, ending in `…` where it was cut: whatever an attacker can size passes here. */
export function clip(text: string, most: number): string {
  if (text.length <= most) return text.toWellFormed()
  return `${text
    .slice(0, most - 1)
    .replace(half, '')
    .toWellFormed()}…`
}

/** The first half of a surrogate pair, left over at a cut. */
const half = /[\uD800-\uDBFF]$/
