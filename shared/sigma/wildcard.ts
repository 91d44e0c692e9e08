import type { Part, Wildcard } from './rule.ts'

/** The wildcards of a pattern. */
export const anyRun: Wildcard = { wildcard: '*' }
export const anyOne: Wildcard = { wildcard: '?' }
export const anyDash: Wildcard = { wildcard: '-' }

/** Whether a part of a pattern is `*`. */
export function isRun(part: Part | undefined): boolean {
  return typeof part === 'object' && part.wildcard === '*'
}

/** Whether a part of a pattern stands for any dash. */
export function isDash(part: Part | undefined): boolean {
  return typeof part === 'object' && part.wildcard === '-'
}

/** What `windash` holds for one and the same: hyphen, slash, en dash, em dash and horizontal bar. */
export const dashes = '-/\u2013\u2014\u2015'

/**
 * Reads a Sigma string (Rules, "String Wildcard" and "Escape Character"): a backslash takes the meaning from a wildcard or a
 * backslash behind it, and is itself anywhere else.
 */
export function parseWildcards(text: string): readonly Part[] {
  const parts: Part[] = []
  let plain = ''
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at)
    const next = text.charAt(at + 1)
    if (char === '\\' && (next === '*' || next === '?' || next === '\\')) {
      plain += next
      at++
      continue
    }
    if (char !== '*' && char !== '?') {
      plain += char
      continue
    }
    if (plain !== '') parts.push(plain)
    plain = ''
    // Two runs in a row are one.
    if (char === '?' || !isRun(parts.at(-1))) parts.push(char === '*' ? anyRun : anyOne)
  }
  if (plain !== '') parts.push(plain)
  return parts
}

/** The pattern with a wildcard before it, behind it or both, as `endswith`, `startswith` and `contains` ask. */
export function widen(
  parts: readonly Part[],
  { before, behind }: { before: boolean; behind: boolean },
): readonly Part[] {
  return [
    ...(before && !isRun(parts[0]) ? [anyRun] : []),
    ...parts,
    ...(behind && (parts.length === 0 ? !before : !isRun(parts.at(-1))) ? [anyRun] : []),
  ]
}

/** The text that a pattern without wildcards stands for, else undefined. */
export function plainText(parts: readonly Part[]): string | undefined {
  if (parts.length === 0) return ''
  const [only] = parts
  return parts.length === 1 && typeof only === 'string' ? only : undefined
}

/** Compiles a pattern to a test of a whole text. Time grows with text times pattern at worst, never exponentially. */
export function matcher(parts: readonly Part[]): (text: string) => boolean {
  const plain = plainText(parts)
  if (plain !== undefined) return (text) => text === plain
  const [first, second, third] = parts
  if (parts.length === 1 && isRun(first)) return () => true
  if (parts.length === 2 && typeof first === 'string' && isRun(second)) return (text) => text.startsWith(first)
  if (parts.length === 2 && isRun(first) && typeof second === 'string') return (text) => text.endsWith(second)
  if (parts.length === 3 && isRun(first) && typeof second === 'string' && isRun(third))
    return (text) => text.includes(second)
  return glob(parts)
}

/** Between two runs of anything stands a piece: plain characters and single wildcards. */
type Piece = readonly Part[]

/** The first piece stands at the start, the last at the end, each other at the first place behind the one before it. */
function glob(parts: readonly Part[]): (text: string) => boolean {
  const pieces: Piece[] = parts.reduce<Part[][]>(
    (all, part) => {
      if (isRun(part)) all.push([])
      else all.at(-1)!.push(part)
      return all
    },
    [[]],
  )
  const start = pieces[0]!
  const end = pieces.at(-1)!
  const middle = pieces.slice(1, -1)
  if (pieces.length === 1) return (text) => standsAt(start, text, 0) === text.length

  return (text) => {
    let at = standsAt(start, text, 0)
    for (const piece of middle) {
      if (at < 0) return false
      at = findFrom(piece, text, at)
    }
    return at >= 0 && endsWith(end, text, at)
  }
}

/** Where the piece ends when it stands at this place, or -1. */
function standsAt(piece: Piece, text: string, from: number): number {
  let at = from
  for (const part of piece) {
    if (typeof part === 'string') {
      if (!text.startsWith(part, at)) return -1
      at += part.length
      continue
    }
    if (at >= text.length) return -1
    if (isDash(part) && !dashes.includes(text.charAt(at))) return -1
    at += text.codePointAt(at)! > 0xffff ? 2 : 1
  }
  return at
}

function findFrom(piece: Piece, text: string, from: number): number {
  const head = piece[0]
  for (let at = from; at <= text.length; at++) {
    if (typeof head === 'string') at = text.indexOf(head, at)
    if (at < 0) return -1
    const end = standsAt(piece, text, at)
    if (end >= 0) return end
  }
  return -1
}

function endsWith(piece: Piece, text: string, from: number): boolean {
  // Counted from the end, because a piece has one length but for characters outside the basic plane under a `?`.
  const least = piece.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 1), 0)
  const most = piece.reduce((sum, part) => sum + (typeof part === 'string' ? part.length : 2), 0)
  for (let at = Math.max(from, text.length - most); at <= text.length - least; at++) {
    if (standsAt(piece, text, at) === text.length) return true
  }
  return false
}
