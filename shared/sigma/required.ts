import { type RegexToken, scanRegex } from './regex-scan.ts'

/** Shorter texts are in too many others to be looked for. */
export const shortest = 4

/**
 * A run of plain ASCII that every text which a regular expression matches must hold, in lower case; undefined where none is long enough to
 * be told. It reads only what stands outside all brackets and gives up at an alternative: less is found, never too much.
 */
export function requiredLiteral(source: string): string | undefined {
  const tokens = scanRegex(source)
  let depth = 0
  let best = ''
  let run = ''
  const end = () => {
    if (run.length > best.length) best = run
    run = ''
  }
  for (const [at, token] of tokens.entries()) {
    if (token.kind === 'open') depth++
    if (token.kind === 'close') depth--
    const outside = depth === 0
    if (outside && (token.text === '|' || token.kind === 'brace' || isCode(token))) return undefined
    const literal = outside ? literalOf(token) : undefined
    const repeat = tokens[at + 1]?.kind === 'repeat' ? tokens[at + 1]!.text : undefined
    // A repeated character may be missing (`*`, `?`, `{0,3}`), or stand there (`+`), but how often nobody knows.
    if (literal !== undefined && (repeat === undefined || repeat.startsWith('+'))) run += literal
    if (literal === undefined || repeat !== undefined) end()
  }
  end()
  return depth === 0 && best.length >= shortest ? best.toLowerCase() : undefined
}

/** An escape that may mean what stands behind it (`\x41`, `\1`). */
function isCode({ kind, text }: RegexToken): boolean {
  return kind === 'escape' && /[^\WdDwWsSbBnrt]/.test(text.charAt(1))
}

/** The character that a piece stands for, where it stands for one; beyond ASCII, lowering a text is not lowering its characters. */
function literalOf({ kind, text }: RegexToken): string | undefined {
  if (kind === 'plain') return /^[ -~]$/.test(text) && !/[()[\]{}]/.test(text) ? text : undefined
  return kind === 'escape' && /^\\[!-/:-@[-`{-~]$/.test(text) ? text.charAt(1) : undefined
}
