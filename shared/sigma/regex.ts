import { scanRegex } from './regex-scan.ts'

const maxLength = 1_000
/** How many times over the repeats of an expression may be spelt out: an engine does that when it compiles, or at the first value. */
const maxExpanded = 5_000
const maxNesting = 50

/**
 * Says why a regular expression cannot be run as the specification means it, or nothing. Sigma's flavour is PCRE with plain
 * metacharacters (Modifiers, "Regular Expression"); what PCRE and JavaScript read differently is refused rather than run
 * with another meaning. Beyond the list of the specification the shorthand classes and groups without capture are let through,
 * because both read them alike.
 */
export function regexFault(source: string): string | undefined {
  if (source === '') return 'an empty regular expression matches everything'
  if (source.length > maxLength) return `a regular expression longer than ${maxLength} characters`
  const tokens = scanRegex(source)
  for (const [at, { kind, text }] of tokens.entries()) {
    const behind = tokens[at + 1]?.text ?? ''
    const fault = faults[kind]?.(text, behind)
    if (fault !== undefined) return fault
  }
  try {
    new RegExp(source)
  } catch (error) {
    return `not a regular expression: ${(error as Error).message.replace(/^Invalid regular expression: /, '')}`
  }
  return sizeFault(tokens)
}

/**
 * The same expression for JavaScript's engine. Only a line feed ends a line in PCRE, and `$` also stands before one that ends the
 * text, so that neither a carriage return nor a line feed behind a value lets it slip past a rule.
 */
export function regexSource(source: string, flags: string): string {
  const lines = flags.includes('m')
  const written: Readonly<Record<string, string>> = {
    '.': flags.includes('s') ? '[\\s\\S]' : '[^\\n]',
    '^': lines ? '(?:^|(?<=\\n)(?=[\\s\\S]))' : '^',
    $: lines ? '(?=\\n|$)' : '(?=\\n?$)',
  }
  return scanRegex(source)
    .map(({ kind, text }) => (kind === 'meta' ? (written[text] ?? text) : text))
    .join('')
}

const shorthand = new Set(['d', 'D', 'w', 'W', 's', 'S', 'b', 'B', 'n', 'r', 't'])

type Kind = ReturnType<typeof scanRegex>[number]['kind']

const faults: Partial<Readonly<Record<Kind, (text: string, behind: string) => string | undefined>>> = {
  open: (text) =>
    text === '(' || text === '(?:' ? undefined : `${groupName(text)} is not in Sigma's regular expressions`,
  escape: (text) => escapeFault(text),
  class: (text) => classFault(text),
  // PCRE takes `a++` for a possessive quantifier.
  repeat: (text, behind) =>
    behind === '+' ? `not a regular expression: ${text}+ is a possessive quantifier` : undefined,
  brace: (text) => `${text} is text to some versions of PCRE and a quantifier to others: write {0${text.slice(1)}`,
}

function groupName(text: string): string {
  if (text.startsWith('(?<=') || text.startsWith('(?<!')) return `look-behind ${text}`
  if (text.startsWith('(?=') || text.startsWith('(?!')) return `look-ahead ${text}`
  return `group ${text}`
}

function escapeFault(text: string): string | undefined {
  const char = text.charAt(1)
  return /[A-Za-z0-9]/.test(char) && !shorthand.has(char) ? `${text} is not in Sigma's regular expressions` : undefined
}

function classFault(text: string): string | undefined {
  const bare = text.replace(/\\./gs, 'x')
  if (/^\[\^?\]/.test(bare) || /^\[.*\[[:.=]/s.test(bare))
    return 'a class that begins with ], is empty or holds [: is read differently by PCRE and is refused'
  for (const [escaped] of text.matchAll(/\\./gs)) {
    const fault = /\\[B]/.test(escaped)
      ? `${escaped} in a class is not in Sigma's regular expressions`
      : escapeFault(escaped)
    if (fault !== undefined) return fault
  }
  return undefined
}

/** Bounds what counted repeats make of an expression: `(a{1000}){1000}` is eleven characters and a million states. */
function sizeFault(tokens: ReturnType<typeof scanRegex>): string | undefined {
  const open: number[] = []
  let size = 0
  let atom = 0
  for (const { kind, text } of tokens) {
    if (kind === 'open') {
      open.push(size)
      if (open.length > maxNesting) return `a regular expression nested deeper than ${maxNesting}`
      size = 0
      atom = 0
      continue
    }
    if (kind === 'close') {
      atom = size
      size += open.pop() ?? 0
      continue
    }
    if (kind !== 'repeat') {
      atom = 1
      size++
      continue
    }
    size += atom * (times(text) - 1)
    atom *= times(text)
    if (size > maxExpanded) return `its repeats spell out to more than ${maxExpanded} characters`
  }
  return undefined
}

function times(quantifier: string): number {
  const counts = quantifier.match(/\d+/g)?.map(Number) ?? []
  return Math.max(1, ...counts)
}
