/** Whether a pattern of IAM (`*` any text, `?` any one character, case apart) stands for a text. Takes at most pattern times text steps. */
export function matches(pattern: string, text: string): boolean {
  return glob(fold(pattern), text.toLowerCase())
}

/** A test of whether any of several patterns stands for a text; made once for many texts, and what has no wildcard is looked up. */
export function anyOf(patterns: readonly string[]): (text: string) => boolean {
  const exact = new Set<string>()
  const wild: string[] = []
  for (const pattern of patterns) {
    if (/[*?]/.test(pattern)) wild.push(fold(pattern))
    else exact.add(pattern.toLowerCase())
  }
  return (text) => {
    const lowered = text.toLowerCase()
    return exact.has(lowered) || wild.some((pattern) => glob(pattern, lowered))
  }
}

/**
 * Whether a pattern stands for whatever another pattern stands for. An asterisk is taken as a character like any other that only an
 * asterisk covers, so that a yes is certain.
 */
export function covers(wide: string, narrow: string): boolean {
  return glob(fold(wide), fold(narrow))
}

function fold(pattern: string): string {
  return pattern.toLowerCase().replace(/\*{2,}/g, '*')
}

/** Goes back to the latest asterisk only, which is enough: what an earlier one took is best left as short as it was. */
function glob(pattern: string, text: string): boolean {
  let at = 0
  let from = 0
  let star = -1
  let resume = 0
  while (at < text.length) {
    if (pattern[from] === '*') {
      star = from++
      resume = at
      continue
    }
    if (from < pattern.length && (pattern[from] === text[at] || (pattern[from] === '?' && text[at] !== '*'))) {
      from++
      at++
      continue
    }
    if (star < 0) return false
    from = star + 1
    at = ++resume
  }
  while (pattern[from] === '*') from++
  return from === pattern.length
}
