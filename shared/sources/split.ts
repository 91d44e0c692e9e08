import { endOfValue, scanFrom, skipSpace } from './scan.ts'

/** One element of a file: a JSON value with the text that it was read from, or the reason why it could not be read. */
export type Element =
  | { readonly value: unknown; readonly text: string }
  | { readonly refused: string; readonly text: string }

/** Takes text as it comes and gives back the elements that are whole by then. */
export interface Splitter {
  push(text: string): Element[]
  /** What is left when nothing more comes: a value that was cut is refused. */
  end(): Element[]
}

/** The longest element that is read, in characters. CloudTrail's records end at 256 KB; a Config item may be a few megabytes. */
export const longestElement = 8 * 1024 * 1024

/**
 * Splits JSON of any length into the elements that a log file holds: those of an array, of an object's `Records` or `configurationItems`,
 * of JSON lines, or the one value. It holds one element and what was last pushed, never the file.
 */
export function splitter(longest = longestElement): Splitter {
  const input: Input = { text: '', at: 0, ended: false, longest, out: [], broken: 0, read: 0 }
  const parser = file(input)
  const advance = () => {
    if (parser.next().done) input.at = input.text.length // It has given up on the rest.
    return input.out.splice(0)
  }
  return {
    push(text) {
      input.text = input.at === input.text.length ? text : input.text.slice(input.at) + text
      input.at = 0
      return advance()
    },
    end() {
      input.ended = true
      return advance()
    },
  }
}

interface Input {
  text: string
  /** Everything before this index has been dealt with. */
  at: number
  ended: boolean
  readonly longest: number
  readonly out: Element[]
  /** How many elements on end were refused. */
  broken: number
  /** How many characters were read as elements. */
  read: number
}

/** A parser yields when it needs more text. */
type Parser<T> = Generator<void, T, void>

function* file(input: Input): Parser<void> {
  let read = false
  while (yield* next(input)) {
    const first = input.text[input.at]
    if (first === '{' || first === '[') {
      const start = first === '[' ? input.at + 1 : yield* arrayMember(input)
      if (start === undefined) {
        if ((yield* element(input)) === undefined && !nextLine(input)) return
      } else {
        input.at = start
        const whole = (yield* array(input)) && (first === '[' || (yield* value(input, 1)) !== undefined)
        if (!whole) return input.broken > mostBroken ? undefined : cut(input)
      }
    } else {
      yield* foreignLine(input)
      if (!read) return // It is no JSON at all.
    }
    if (input.broken > mostBroken) return
    read = true
  }
}

/** Reads the elements of an array up to its end. False when the text ended first, or is not worth reading on. */
function* array(input: Input): Parser<boolean> {
  let boundary: string | undefined
  let wasted = 0
  while (yield* next(input, true)) {
    if (input.text[input.at] === ']') {
      input.at++
      return true
    }
    if (boundary !== undefined && wasted <= input.read) {
      const tried = guessed(input, boundary)
      if (tried === 0) continue
      wasted += tried
    }
    const text = yield* element(input, true)
    if (text === undefined || input.broken > mostBroken) return false
    boundary ??= boundaryLike(text)
  }
  return false
}

/**
 * `},{"eventVersion":` cannot stand inside a JSON string, so text up to it that parses is exactly one element. Finding it costs a tenth
 * of counting brackets. 0 when it was read, else how many characters were looked at in vain: never more in all than were read, or an
 * attacker could have the same text parsed again and again.
 */
function guessed(input: Input, boundary: string): number {
  const end = input.text.indexOf(boundary, input.at)
  if (end < 0 || end - input.at > input.longest) return (end < 0 ? input.text.length : end) - input.at
  const text = input.text.slice(input.at, end + 1)
  try {
    input.out.push({ value: JSON.parse(text), text })
  } catch {
    return text.length // It stood inside a record, or far behind one that begins otherwise: the scanner finds the end.
  }
  input.broken = 0
  input.read += text.length
  input.at = end + 1
  return 0
}

function boundaryLike(text: string): string | undefined {
  const key = /^\{"[A-Za-z]{1,40}":/.exec(text)
  return key ? `},${key[0]}` : undefined
}

/** Reads one element and returns its text; undefined when the file ended inside it. */
function* element(input: Input, silent = false): Parser<string | undefined> {
  const text = yield* value(input)
  if (text === undefined) {
    if (!silent) cut(input)
    return undefined
  }
  if (text === '') {
    refuse(input, `an element longer than ${input.longest} characters`, '')
    return text
  }
  try {
    input.out.push({ value: JSON.parse(text), text })
    input.broken = 0
    input.read += text.length
  } catch (error) {
    refuse(input, `not JSON: ${(error as Error).message.slice(0, 200)}`, text)
  }
  return text
}

function refuse(input: Input, refused: string, text: string): void {
  input.broken++
  const last = input.broken > mostBroken
  input.out.push({
    refused: last ? `${refused}; the rest was left, as ${mostBroken} before it were broken too` : refused,
    text,
  })
}

function cut(input: Input): void {
  refuse(input, 'the file was cut: it ends inside a value', input.text.slice(input.at, input.at + quoted))
}

/** The text of one value: undefined when it was cut, empty when it was too long to be kept. */
function* value(input: Input, depth = 0): Parser<string | undefined> {
  let tooLong = depth > 0 // The rest of an object around an array of records: nobody reads it.
  let scan = scanFrom(0, depth)
  for (;;) {
    const text = input.at === 0 ? input.text : input.text.slice(input.at)
    const end = endOfValue(text, scan)
    if (end >= 0) {
      const length = Math.max(end, 1) // A bracket that closes nothing is an element of its own, and no JSON.
      input.at += length
      return tooLong || length > input.longest ? '' : text.slice(0, length)
    }
    if (input.ended) return undefined
    if (tooLong || text.length > input.longest) {
      tooLong = true
      input.at += scan.at
      scan = { ...scan, at: 0 }
    }
    yield
  }
}

/** The index behind the `[` of the object's member that holds its records, if it has one near its beginning. */
function* arrayMember(input: Input): Parser<number | undefined> {
  for (;;) {
    const found = findArrayMember(input.text, input.at)
    if (found !== 'more') return found
    if (input.ended || input.text.length - input.at >= head) return undefined
    yield
  }
}

function findArrayMember(text: string, start: number): number | undefined | 'more' {
  let at = start + 1
  while (at < text.length && at - start < head) {
    at = skipSpace(text, at, true)
    if (text[at] !== '"') return at < text.length ? undefined : 'more'
    const keyEnd = endOfValue(text, scanFrom(at))
    if (keyEnd < 0) return 'more'
    const key = text.slice(at + 1, keyEnd - 1)
    at = skipSpace(text, keyEnd)
    if (text[at] === ':') at = skipSpace(text, at + 1)
    if (at >= text.length) return 'more'
    if (text[at] === '[' && members.has(key)) return at + 1
    at = endOfValue(text, scanFrom(at))
    if (at < 0) return 'more'
  }
  return 'more'
}

const members = new Set(['Records', 'configurationItems'])
/** How far into an object its records must begin, in characters. */
const head = 64 * 1024
/** How many broken elements on end are passed over before the rest of a file is left. */
const mostBroken = 100
/** How much of what was refused is kept, in characters. */
const quoted = 1000

/** Moves to the next character that means something. False at the end of the text. */
function* next(input: Input, commas = false): Parser<boolean> {
  for (;;) {
    input.at = skipSpace(input.text, input.at, commas)
    if (input.at < input.text.length) return true
    if (input.ended) return false
    yield
  }
}

/** After a value that never ended, JSON lines go on with the next line. */
function nextLine(input: Input): boolean {
  const line = input.text.indexOf('\n', input.at)
  if (line < 0) return false
  input.at = line + 1
  return true
}

function* foreignLine(input: Input): Parser<void> {
  let line = input.text.indexOf('\n', input.at)
  while (line < 0 && !input.ended && input.text.length - input.at < input.longest) {
    yield
    line = input.text.indexOf('\n', input.at)
  }
  const text = input.text.slice(input.at, line < 0 ? input.text.length : line)
  input.at += text.length
  refuse(input, `not JSON: begins with ${JSON.stringify(text.slice(0, 20))}`, text.slice(0, quoted))
}
