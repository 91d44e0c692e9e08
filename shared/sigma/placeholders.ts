import { short } from './invalid-rule.ts'
import { suggest } from './suggest.ts'

/** The values that stand for each placeholder of `expand`, by its name without the percent signs. */
export type Placeholders = Readonly<Record<string, readonly string[]>>

const maxValues = 10_000
const maxText = 10_000
const maxHoles = 8

/** A text cut at its placeholders: plain texts and names by turns, a plain one first and last. */
interface Cut {
  readonly plain: readonly string[]
  readonly names: readonly string[]
}

/** Whether a text holds a placeholder at all. */
export function hasPlaceholder(text: string): boolean {
  return cut(text)?.names.length !== 0
}

/**
 * Every text that a text with placeholders stands for (Rules, "Placeholders"): each placeholder is replaced with each of its values,
 * which are patterns like any other. Says in one sentence why it cannot be done.
 */
export function expandPlaceholders(text: string, placeholders: Placeholders): readonly string[] | string {
  const found = cut(text)
  if (found === undefined) return 'a % stands alone: a placeholder is %name%, and a plain percent sign is \\%'
  const { plain, names } = found
  if (names.length > maxHoles) return `more than ${maxHoles} placeholders in one value`
  const fillings: (readonly string[])[] = []
  for (const name of names) {
    const values = Object.hasOwn(placeholders, name) ? placeholders[name]! : undefined
    if (values === undefined) return unfilled(name, placeholders)
    if (values.length === 0) return `placeholder %${short(name)}% has an empty list of values`
    fillings.push(values)
  }
  if (fillings.reduce((product, values) => product * values.length, 1) > maxValues)
    return `its placeholders stand for more than ${maxValues} values`
  const texts = fillings.reduce<readonly string[]>(
    (begun, values, at) => begun.flatMap((before) => values.map((value) => before + value + plain[at + 1]!)),
    [plain[0]!],
  )
  return texts.some(({ length }) => length > maxText) ? `a text longer than ${maxText} characters` : texts
}

function unfilled(name: string, placeholders: Placeholders): string {
  const meant = suggest(name, Object.keys(placeholders))
  return `placeholder %${short(name)}% has no values${meant === undefined ? '' : `; did you mean %${meant}%?`}`
}

/** A backslash takes its meaning from a percent sign; with any other character behind it, both stand as they are. */
function cut(text: string): Cut | undefined {
  const plain: string[] = []
  const names: string[] = []
  let begun = ''
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at)
    if (char === '\\' && at + 1 < text.length) {
      const next = text.charAt(++at)
      begun += next === '%' ? next : char + next
      continue
    }
    if (char !== '%') {
      begun += char
      continue
    }
    const end = text.indexOf('%', at + 1)
    const name = text.slice(at + 1, end)
    if (end < 0 || !/^[\w.-]+$/.test(name)) return undefined
    plain.push(begun)
    names.push(name)
    begun = ''
    at = end
  }
  return { plain: [...plain, begun], names }
}
