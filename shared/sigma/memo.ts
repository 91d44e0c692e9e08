/** Values that are remembered a field at most. Programs, addresses and roles are thousands in a busy account. */
const most = 20_000
/** The longest value that is remembered, in characters. */
const longest = 512
/** What a remembered value takes beside its characters, which are a byte each but for few. */
const overhead = 64
/** How many values are looked at before their memory is judged, and how many pass before it is tried again. */
const trial = 4_096
const pause = 32_768

/** Remembers what a function says of a text. */
export type Memo = <T>(find: (text: string) => T) => (text: string) => T

/**
 * A memory of so many bytes that several functions share. Who makes up a new text for every record gains nothing: few and short ones are kept,
 * and where they seldom come again they are forgotten, and the function is asked itself for a while.
 */
export function memory(bytes: number): Memo {
  let left = bytes
  return <T>(find: (text: string) => T) => {
    const known = new Map<string, T>()
    let taken = 0
    let asked = 0
    let hits = 0
    let aside = 0

    return (text) => {
      if (aside > 0) {
        aside--
        return find(text)
      }
      if (text.length > longest) return find(text)
      if (++asked === trial) judge()
      const before = known.get(text)
      if (before !== undefined) {
        hits++
        return before
      }
      const found = find(text)
      const size = text.length + overhead
      if (known.size < most && size <= left) {
        known.set(text, found)
        taken += size
        left -= size
      }
      return found
    }

    function judge(): void {
      const poor = hits < trial / 4
      // A memory that is full of what no longer comes begins anew.
      const stale = hits < trial / 2 && (known.size >= most || left < longest + overhead)
      if (poor || stale) {
        known.clear()
        left += taken
        taken = 0
      }
      if (poor) aside = pause
      asked = 0
      hits = 0
    }
  }
}
