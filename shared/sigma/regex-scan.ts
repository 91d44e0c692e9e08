/** One piece of a regular expression. All pieces in order are the expression. */
export interface RegexToken {
  /** `meta` is one of `.`, `^`, `$` and `|`; `brace` is `{,3}`, which is a quantifier to some readers. */
  readonly kind: 'open' | 'close' | 'class' | 'escape' | 'repeat' | 'meta' | 'brace' | 'plain'
  readonly text: string
}

/** Cuts a regular expression into its pieces, so that what stands in a class or behind a backslash is not taken for something else. */
export function scanRegex(source: string): readonly RegexToken[] {
  const tokens: RegexToken[] = []
  for (let at = 0; at < source.length; ) {
    const token = next(source, at)
    tokens.push(token)
    at += token.text.length
  }
  return tokens
}

/** Tried in turn at a place; each is anchored there. The last takes any character. */
const kinds: readonly { readonly kind: RegexToken['kind']; readonly form: RegExp }[] = [
  { kind: 'escape', form: /\\./sy },
  // A group that does more than group, with what tells it: `(?<=`, `(?P<`, `(*`.
  { kind: 'open', form: /\((?:\?(?:<[=!]|:|[=!<>#a-zA-Z|&'-]{0,2})|\*)?/y },
  { kind: 'close', form: /\)/y },
  // A bracket that opens a class and is never closed is left for the engine to refuse.
  { kind: 'class', form: /\[\^?\]?(?:[^\]\\]|\\.)*\]/sy },
  { kind: 'repeat', form: /(?:[*+?]|\{\d+(?:,\d*)?\})\??/y },
  { kind: 'meta', form: /[.^$|]/y },
  { kind: 'brace', form: /\{,\d+\}/y },
  { kind: 'plain', form: /./sy },
]

function next(source: string, at: number): RegexToken {
  for (const { kind, form } of kinds) {
    form.lastIndex = at
    const [text] = form.exec(source) ?? []
    if (text !== undefined) return { kind, text }
  }
  return { kind: 'plain', text: source.charAt(at) }
}
