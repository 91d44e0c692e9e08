import { mask, parseAddress, parseRange } from './cidr.ts'

/** Many ranges of addresses asked at once: one look-up for each length of prefix that there is. */
export function ranges<T>(entries: Iterable<readonly [range: string, what: T]>): (address: string) => readonly T[] {
  const tables = new Map<string, Table<T>>()
  for (const [range, what] of entries) {
    const { words, prefix } = parseRange(range)
    const name = `${words.length} ${prefix}`
    const table = tables.get(name) ?? { masks: words.map((_, at) => mask(prefix - at * 16)), byNetwork: new Map() }
    tables.set(name, table)
    const network = masked(words, table.masks)
    table.byNetwork.set(network, [...(table.byNetwork.get(network) ?? []), what])
  }
  const all = [...tables.values()]

  return (address) => {
    const words = parseAddress(address)
    if (words === undefined) return []
    return all.flatMap(({ masks, byNetwork }) =>
      masks.length === words.length ? (byNetwork.get(masked(words, masks)) ?? []) : [],
    )
  }
}

interface Table<T> {
  readonly masks: readonly number[]
  readonly byNetwork: Map<string | number, readonly T[]>
}

/** The network that an address is in, as a key. */
function masked(words: readonly number[], masks: readonly number[]): string | number {
  if (words.length === 2) return (words[0]! & masks[0]!) * 0x10000 + (words[1]! & masks[1]!)
  return words.map((word, at) => word & masks[at]!).join(':')
}
