/** A range of addresses, compiled to a test of an address's text. What is no address is in no range. */
export function cidrMatcher(range: string): (address: string) => boolean {
  const { words, prefix } = parseRange(range)
  const masks = words.map((_, at) => mask(prefix - at * 16))
  return (address) => {
    const other = parseAddress(address)
    return (
      other !== undefined &&
      other.length === words.length &&
      words.every((word, at) => (word & masks[at]!) === (other[at]! & masks[at]!))
    )
  }
}

/** Says why a text is no range, or nothing. A bare address is the range of itself. */
export function cidrFault(range: string): string | undefined {
  const [address = '', length, ...more] = range.split('/')
  const words = parseAddress(address)
  if (words === undefined || more.length > 0)
    return `${range.slice(0, 80)} is not a range of addresses such as 10.0.0.0/8`
  const bits = words.length * 16
  if (length !== undefined && (!/^\d{1,3}$/.test(length) || Number(length) > bits))
    return `${range.slice(0, 80)} has a prefix outside 0 to ${bits}`
  const prefix = length === undefined ? bits : Number(length)
  if (words.some((word, at) => (word & ~mask(prefix - at * 16) & 0xffff) !== 0))
    return `${range.slice(0, 80)} has bits set behind its prefix of ${prefix}`
  return undefined
}

/** A checked range as 16-bit words and the length of its prefix. */
export function parseRange(range: string): { words: readonly number[]; prefix: number } {
  const [address = '', length] = range.split('/')
  const words = parseAddress(address)
  if (words === undefined) throw new Error(`${range} is not a range of addresses`)
  return { words, prefix: length === undefined ? words.length * 16 : Number(length) }
}

/** The mask of one 16-bit word of which this many bits count. */
export function mask(bits: number): number {
  if (bits <= 0) return 0
  return bits >= 16 ? 0xffff : (0xffff << (16 - bits)) & 0xffff
}

/** An address as 16-bit words: two of IPv4, eight of IPv6. An IPv4 address written in IPv6 (`::ffff:1.2.3.4`) is the IPv4 address. */
export function parseAddress(text: string): readonly number[] | undefined {
  if (text.length > 45) return undefined
  if (!text.includes(':')) return parseV4(text)
  const words = parseV6(text)
  if (words === undefined) return undefined
  const mapped = words[5] === 0xffff && words.slice(0, 5).every((word) => word === 0)
  return mapped ? words.slice(6) : words
}

function parseV4(text: string): readonly number[] | undefined {
  const match = text.match(/^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/)
  if (!match) return undefined
  const octets = match.slice(1)
  // 010 is eight to some readers and ten to others.
  if (octets.some((octet) => Number(octet) > 255 || (octet.length > 1 && octet.startsWith('0')))) return undefined
  const [a = 0, b = 0, c = 0, d = 0] = octets.map(Number)
  return [a * 256 + b, c * 256 + d]
}

function parseV6(text: string): readonly number[] | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head, tail] = halves.map((half) => parseGroups(half))
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined
  if (halves.length === 1) return head.length === 8 ? head : undefined
  const missing = 8 - head.length - tail!.length
  return missing < 1 ? undefined : [...head, ...new Array<number>(missing).fill(0), ...tail!]
}

function parseGroups(text: string): readonly number[] | undefined {
  if (text === '') return []
  const groups = text.split(':')
  const last = groups.at(-1)!
  const v4 = last.includes('.') ? parseV4(last) : []
  if (v4 === undefined) return undefined
  const hex = last.includes('.') ? groups.slice(0, -1) : groups
  if (hex.some((group) => !/^[0-9a-fA-F]{1,4}$/.test(group))) return undefined
  return [...hex.map((group) => Number.parseInt(group, 16)), ...v4]
}
