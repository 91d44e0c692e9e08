import type { Accessor } from './path.ts'
import { maxDepth, textOf } from './text-of.ts'
import type { TextTest } from './text-test.ts'

/**
 * The one record that is being matched, and what has been looked up in it. Compiled rules share it, so that a field is read and
 * lowered once a record whoever asks; it is reused for the next record, so that matching allocates nothing.
 */
export interface LookUp {
  /** Begins the next record. */
  begin(record: unknown): void
  /** The cell of a field; the same for all who name it. */
  cell(field: string): Cell
  /** The record whose values keywords are looked for in. */
  root(): unknown
}

/** One field of the record that is being matched. */
export interface Cell {
  value(): unknown
  /** Whether any of the field's values passes. */
  some(test: TextTest): boolean
  /** The texts of the field's values, of which `some` asks each. */
  texts(): readonly string[]
}

/** Makes the shared look-up over a way to read fields. */
export function lookUp(accessor: (field: string) => Accessor, rootOf: Accessor): LookUp {
  let current: unknown
  let turn = 0
  const cells = new Map<string, Cell>()

  return {
    begin(record) {
      current = record
      turn++
    },
    root: () => rootOf(current),
    cell(field) {
      const known = cells.get(field)
      if (known) return known
      const cell = makeCell(accessor(field))
      cells.set(field, cell)
      return cell
    },
  }

  function makeCell(read: Accessor): Cell {
    let seen = 0
    let found: unknown
    let folded: string | undefined
    /** Of what is no plain text: a list's entries, a number's digits, a map's JSON, which is too dear to be written twice a record. */
    let raws: readonly string[] | undefined
    let foldeds: readonly string[] | undefined
    const value = () => {
      if (seen === turn) return found
      seen = turn
      folded = undefined
      raws = undefined
      foldeds = undefined
      found = read(current)
      return found
    }
    const texts = () => {
      const now = value()
      raws ??= typeof now === 'string' ? [now] : textsIn(now)
      return raws
    }
    return {
      value,
      texts,
      some(test) {
        const now = value()
        if (typeof now !== 'string') {
          if (now === undefined || now === null) return false
          const all = texts()
          foldeds ??= all.map((text) => text.toLowerCase())
          for (let at = 0; at < all.length; at++) if (test(all[at]!, foldeds[at]!)) return true
          return false
        }
        folded ??= now.toLowerCase()
        return test(now, folded)
      },
    }
  }
}

function textsIn(value: unknown): readonly string[] {
  const texts: string[] = []
  someText(value, (raw) => {
    texts.push(raw)
    return false
  })
  return texts
}

/** Whether any text in a value passes; a list is any of its entries. */
export function someText(value: unknown, test: TextTest, depth = 0): boolean {
  if (Array.isArray(value)) return depth < maxDepth && value.some((entry) => someText(entry, test, depth + 1))
  const text = textOf(value)
  return text !== undefined && test(text, text.toLowerCase())
}

/** Whether any scalar anywhere inside a value passes: a search for keywords. Keys are not searched. */
export function someScalar(value: unknown, test: TextTest, depth = 0): boolean {
  if (typeof value !== 'object' || value === null) return someText(value, test)
  if (depth === maxDepth) return false
  for (const entry of Object.values(value)) if (someScalar(entry, test, depth + 1)) return true
  return false
}

/** What `null` asks of a field: absent, null, or a list that holds null. */
export function isNull(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.includes(null))
}
