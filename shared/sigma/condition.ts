import { short } from './invalid-rule.ts'
import { anyRun, matcher } from './wildcard.ts'

/** A condition as a tree; names of selections are resolved, patterns already expanded to the names they mean. */
export type Condition =
  | { readonly kind: 'selection'; readonly name: string }
  | { readonly kind: 'and' | 'or'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  /** At least `count` of these selections hold. */
  | { readonly kind: 'some'; readonly count: number; readonly names: readonly string[]; readonly written: string }

/** The condition means nothing; the message says why. */
export class InvalidCondition extends Error {
  override readonly name = 'InvalidCondition'
}

const maxLength = 4_000
const maxDepth = 32

/** Words that a condition keeps for itself, so that no selection may be called so. */
export const reserved: ReadonlySet<string> = new Set(['and', 'or', 'not', 'of', 'them', 'all', '1'])

/** Parses a condition (Rules, "Condition"): `not` binds before `and`, `and` before `or`. */
export function parseCondition(text: string, names: readonly string[]): Condition {
  if (text.length > maxLength) throw new InvalidCondition(`longer than ${maxLength} characters`)
  const tokens = text.match(/[()|]|[^\s()|]+/g) ?? []
  const cursor: Cursor = { tokens, at: 0, names }
  if (tokens.length === 0) throw new InvalidCondition('is empty')
  const condition = parseOr(cursor, 0)
  const left = tokens[cursor.at]
  if (left === '|')
    throw new InvalidCondition(
      'a pipe (aggregation) was removed from Sigma in version 2; write a correlation rule instead',
    )
  if (left === ')') throw new InvalidCondition('a bracket is closed that was never opened')
  if (left !== undefined) throw new InvalidCondition(`'${short(left)}' stands where 'and' or 'or' was expected`)
  return condition
}

interface Cursor {
  readonly tokens: readonly string[]
  readonly names: readonly string[]
  at: number
}

function parseOr(cursor: Cursor, depth: number): Condition {
  const of = [parseAnd(cursor, depth)]
  while (takes(cursor, 'or')) of.push(parseAnd(cursor, depth))
  return of.length === 1 ? of[0]! : { kind: 'or', of }
}

function parseAnd(cursor: Cursor, depth: number): Condition {
  const of = [parseNot(cursor, depth)]
  while (takes(cursor, 'and')) of.push(parseNot(cursor, depth))
  return of.length === 1 ? of[0]! : { kind: 'and', of }
}

function parseNot(cursor: Cursor, depth: number): Condition {
  if (depth > maxDepth) throw new InvalidCondition(`nested deeper than ${maxDepth}`)
  if (takes(cursor, 'not')) return { kind: 'not', of: parseNot(cursor, depth + 1) }
  return parseOperand(cursor, depth)
}

function parseOperand(cursor: Cursor, depth: number): Condition {
  const token = cursor.tokens[cursor.at++]
  if (token === undefined) throw new InvalidCondition('ends where a selection was expected')
  if (token === '(') {
    const inner = parseOr(cursor, depth + 1)
    const next = cursor.tokens[cursor.at]
    if (next !== ')' && next !== '|' && next !== undefined)
      throw new InvalidCondition(`'${short(next)}' stands where 'and', 'or' or ')' was expected`)
    if (!takes(cursor, ')')) throw new InvalidCondition('a bracket is never closed')
    return inner
  }
  if (cursor.tokens[cursor.at]?.toLowerCase() === 'of') return parseSome(cursor, token)
  if (/^(and|or|of|them|\)|\|)$/i.test(token))
    throw new InvalidCondition(`'${token}' stands where a selection was expected`)
  if (cursor.names.includes(token)) return { kind: 'selection', name: token }
  if (token.includes('*'))
    throw new InvalidCondition(
      `'${short(token)}' is a pattern: write '1 of ${short(token)}' or 'all of ${short(token)}'`,
    )
  throw new InvalidCondition(`no selection is called '${short(token)}'; there are: ${listed(cursor.names)}`)
}

/** `1 of` and `all of`, the two that Sigma 2.1 has. */
function parseSome(cursor: Cursor, quantity: string): Condition {
  const amount = quantity.toLowerCase()
  if (amount !== '1' && amount !== 'all')
    throw new InvalidCondition(`'${short(quantity)} of' is not in Sigma 2.1, which has '1 of' and 'all of'`)
  cursor.at++
  const target = cursor.tokens[cursor.at++]
  if (target === undefined || /^[()|]$/.test(target))
    throw new InvalidCondition(`'${quantity} of' lacks what it is of: 'them', or a name or pattern of selections`)
  const names = resolve(target, cursor.names)
  if (names.length === 0)
    throw new InvalidCondition(`no selection fits '${short(target)}'; there are: ${listed(cursor.names)}`)
  return { kind: 'some', count: amount === '1' ? 1 : names.length, names, written: `${amount} of ${target}` }
}

/** No regular expression: a pattern of many `*` over long names would make one search for hours. Selections whose names begin with an underscore are left out unless the pattern says the underscore itself. */
function resolve(target: string, names: readonly string[]): readonly string[] {
  const pattern = target.toLowerCase() === 'them' ? '*' : target
  const parts = pattern.split(/(\*)\**/).filter((piece) => piece !== '')
  const fits = matcher(parts.map((piece) => (piece === '*' ? anyRun : piece)))
  return names.filter((name) => fits(name) && (!name.startsWith('_') || pattern.startsWith('_')))
}

function takes(cursor: Cursor, word: string): boolean {
  if (cursor.tokens[cursor.at]?.toLowerCase() !== word) return false
  cursor.at++
  return true
}

function listed(names: readonly string[]): string {
  return short(names.join(', '))
}

/** The names of the selections that a condition speaks of. */
export function namesIn(condition: Condition): readonly string[] {
  if (condition.kind === 'selection') return [condition.name]
  if (condition.kind === 'some') return condition.names
  if (condition.kind === 'not') return namesIn(condition.of)
  return condition.of.flatMap(namesIn)
}

/** The names of the selections that can make a condition hold by holding themselves: those under no `not`, or under two. */
export function positiveNames(condition: Condition, positive = true): readonly string[] {
  if (condition.kind === 'selection') return positive ? [condition.name] : []
  if (condition.kind === 'some') return positive ? condition.names : []
  if (condition.kind === 'not') return positiveNames(condition.of, !positive)
  return condition.of.flatMap((part) => positiveNames(part, positive))
}
