/** The known word that a misspelt one most likely meant, or undefined when none is near. */
export function suggest(word: string, known: Iterable<string>): string | undefined {
  if (word.length > 40) return undefined
  const near = [...known]
    .filter((candidate) => mayBeNear(word.toLowerCase(), candidate.toLowerCase()))
    .map((candidate) => ({ candidate, far: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, far }) => far <= (Math.min(candidate.length, word.length) < 4 ? 1 : 2))
    .sort((a, b) => a.far - b.far)
  return near[0]?.candidate
}

/** Measuring is dear where hundreds of rules are read at start: a typo keeps the length, and the first or the last letter. */
function mayBeNear(a: string, b: string): boolean {
  return Math.abs(a.length - b.length) <= 2 && (a[0] === b[0] || a.at(-1) === b.at(-1))
}

/** `unknown modifier foo`, with what was probably meant. */
export function unknownWord(what: string, word: string, known: Iterable<string>): string {
  const meant = suggest(word, known)
  return `unknown ${what} ${word.slice(0, 80)}${meant === undefined ? '' : `; did you mean ${meant}?`}`
}

/** How many characters to insert, remove, replace or swap with their neighbour (optimal string alignment). */
function distance(a: string, b: string): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let least = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, before[j - 2]! + 1)
      next.push(least)
    }
    before = row
    row = next
  }
  return row[b.length]!
}
