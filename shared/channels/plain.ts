import { clip } from '../clip.ts'

/**
 * A text as people may safely read it on one line, in at most so many characters. Names, user agents and messages are an attacker's choice:
 * line breaks would forge lines, control characters drive terminals, bidirectional and zero-width ones hide what is written, piled marks
 * paint over their neighbours, and a web address would be made a link by whatever shows it.
 */
export function plain(text: string, most: number): string {
  const start = text.length > 4 * most ? `${text.slice(0, 4 * most)}…` : text
  const clean = start
    .replace(/[\s\p{Zs}]+/gu, ' ')
    .replace(/[\p{C}\p{DI}]/gu, visible)
    .replace(/(\p{M}{2})\p{M}+/gu, '$1')
    .replace(/:\/\//g, '[:]//')
    .replace(/\bwww\./gi, (www) => `${www.slice(0, 3)}[.]`)
  return clip(clean.trim(), most)
}

/** `[U+202E]`: it must not act, and that it was there is worth seeing. */
function visible(character: string): string {
  return `[U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`
}
