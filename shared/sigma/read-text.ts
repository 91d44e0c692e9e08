import { base64, base64Offsets, type Encoding, encode, leastOffsetBytes } from './base64.ts'
import { short } from './invalid-rule.ts'
import type { Modifiers, Step } from './modifiers.ts'
import { expandPlaceholders, type Placeholders } from './placeholders.ts'
import type { Part, Position } from './rule.ts'
import { isRun, parseWildcards, plainText, widen } from './wildcard.ts'
import { maxSpeltDashes, spellDashes, windash } from './windash.ts'

const maxText = 10_000

type Pattern = readonly Part[]

/** Every pattern that one text of a rule stands for under its modifiers, or why it stands for none. */
export function readText(text: string, modifiers: Modifiers, placeholders: Placeholders): readonly Pattern[] | string {
  if (text.length > maxText) return `a text longer than ${maxText} characters`
  const texts = modifiers.flags.has('expand') ? expandPlaceholders(text, placeholders) : [text]
  if (typeof texts === 'string') return texts
  let patterns: readonly Pattern[] | string = texts.map(parseWildcards)
  // The bytes that a step before left: the next one encodes them in place of the text.
  let encoding: Encoding = 'utf8'
  for (const step of modifiers.steps) {
    if (step === 'windash') {
      patterns = patterns.map(windash)
      continue
    }
    if (step !== 'base64' && step !== 'base64offset') {
      encoding = step
      continue
    }
    patterns = encodeAll(patterns, encoding, step)
    if (typeof patterns === 'string') return patterns
    encoding = 'utf8'
  }
  return patterns.map((parts) => placed(parts, modifiers.position))
}

function encodeAll(
  patterns: readonly Pattern[],
  encoding: Encoding,
  step: Extract<Step, 'base64' | 'base64offset'>,
): readonly Pattern[] | string {
  const found: Pattern[] = []
  for (const pattern of patterns) {
    const spelt = spellDashes(pattern)
    if (spelt === undefined) return `more than ${maxSpeltDashes} dashes cannot be spelt out for ${step}`
    for (const parts of spelt) {
      const plain = plainText(parts)
      if (plain === undefined)
        return `a wildcard cannot be encoded by ${step}: a plain * or ? is written with a backslash before it`
      const bytes = encode(plain, encoding)
      if (bytes.length < (step === 'base64' ? 1 : leastOffsetBytes))
        return `${short(`'${plain}'`)} is too short for ${step}: what is left of it is in every value`
      for (const text of step === 'base64' ? [base64(bytes)] : base64Offsets(bytes)) found.push([text])
    }
  }
  return found
}

function placed(parts: Pattern, position: Position): Pattern {
  return widen(parts, {
    before: position === 'contains' || position === 'endswith',
    behind: position === 'contains' || position === 'startswith',
  })
}

/** Whether a pattern holds for every text. */
export function isEverything(parts: Pattern): boolean {
  return parts.every((part) => isRun(part))
}
