/** How far a scan has come into one JSON value. */
export interface Scan {
  /** How many brackets are open. */
  depth: number
  inString: boolean
  /** The next character to look at, as an index into the text. */
  at: number
}

/** A scan that begins at this index, with this many brackets already open. */
export function scanFrom(at: number, depth = 0): Scan {
  return { depth, inString: false, at }
}

/**
 * Goes on to the end of the JSON value (RFC 8259) that the scan stands in: the index behind it, or -1 where the text ends first, and
 * the scan goes on from there when there is more. It counts brackets and skips strings; whether what is between is JSON, JSON.parse decides.
 */
export function endOfValue(text: string, scan: Scan): number {
  while (scan.at < text.length) {
    if (scan.inString) {
      const quote = text.indexOf('"', scan.at)
      if (quote < 0) {
        scan.at = text.length - backslashesBefore(text, text.length, scan.at)
        return -1
      }
      const escaped = backslashesBefore(text, quote, scan.at) % 2 === 1
      scan.at = quote + 1
      if (escaped) continue
      scan.inString = false
      if (scan.depth === 0) return scan.at
      continue
    }
    const char = text.charCodeAt(scan.at)
    if (char === QUOTE) scan.inString = true
    else if (char === OPEN_BRACE || char === OPEN_BRACKET) scan.depth++
    else if (char === CLOSE_BRACE || char === CLOSE_BRACKET) {
      scan.depth--
      if (scan.depth <= 0) return scan.depth < 0 ? scan.at : scan.at + 1
    } else if (scan.depth === 0 && (char === COMMA || char <= SPACE)) return scan.at
    scan.at++
  }
  return -1
}

/** The index of the first character that is not white space (nor, in an array, a comma). */
export function skipSpace(text: string, at: number, commas = false): number {
  while (at < text.length) {
    const char = text.charCodeAt(at)
    if (char > SPACE && char !== BYTE_ORDER_MARK && !(commas && char === COMMA)) break
    at++
  }
  return at
}

function backslashesBefore(text: string, end: number, start: number): number {
  let count = 0
  while (end - count - 1 >= start && text.charCodeAt(end - count - 1) === BACKSLASH) count++
  return count
}

const SPACE = 0x20
const QUOTE = 0x22
const COMMA = 0x2c
const OPEN_BRACKET = 0x5b
const BACKSLASH = 0x5c
const CLOSE_BRACKET = 0x5d
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const BYTE_ORDER_MARK = 0xfeff
