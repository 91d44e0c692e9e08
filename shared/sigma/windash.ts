import type { Part } from './rule.ts'
import { anyDash, dashes, isDash } from './wildcard.ts'

/** A pattern in which each dash stands for any of them (Modifiers, "windash"), in place of the 5ⁿ patterns that spell it out. */
export function windash(parts: readonly Part[]): readonly Part[] {
  return parts.flatMap((part): readonly Part[] => (typeof part === 'string' ? cut(part) : [part]))
}

function cut(text: string): readonly Part[] {
  const parts: Part[] = []
  let plain = ''
  for (const char of text) {
    if (!dashes.includes(char)) {
      plain += char
      continue
    }
    if (plain !== '') parts.push(plain)
    plain = ''
    parts.push(anyDash)
  }
  return plain === '' ? parts : [...parts, plain]
}

/** More dashes than this in one value are not spelt out: each makes the patterns five times as many. */
export const maxSpeltDashes = 4

/** The patterns spelt out, for what has to know every character; undefined where they would be too many. */
export function spellDashes(parts: readonly Part[]): readonly (readonly Part[])[] | undefined {
  if (parts.filter((part) => isDash(part)).length > maxSpeltDashes) return undefined
  return parts
    .reduce<readonly (readonly Part[])[]>(
      (begun, part) =>
        isDash(part)
          ? begun.flatMap((before) => [...dashes].map((dash) => [...before, dash]))
          : begun.map((before) => [...before, part]),
      [[]],
    )
    .map(joined)
}

/** Plain characters that stand side by side as one run. */
function joined(parts: readonly Part[]): readonly Part[] {
  const done: Part[] = []
  for (const part of parts) {
    const last = done.at(-1)
    if (typeof part === 'string' && typeof last === 'string') done[done.length - 1] = last + part
    else done.push(part)
  }
  return done
}
