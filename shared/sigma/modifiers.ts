import { unknownWord } from './suggest.ts'

/** How a field's key reads: which comparison, and what else is asked of it. */
export interface Modifiers {
  readonly names: readonly string[]
  readonly comparison: Comparison
  readonly flags: ReadonlySet<string>
}

/** How a value is compared; without a modifier that says so, as a whole. */
export type Comparison =
  | 'equals'
  | 'contains'
  | 'startswith'
  | 'endswith'
  | 're'
  | 'cidr'
  | 'exists'
  | 'lt'
  | 'lte'
  | 'gt'
  | 'gte'

const texts = ['all', 'cased', 'neq']

/** Which comparison may be chained with what. Whatever is not here means nothing and is refused. */
const companions: Readonly<Record<Comparison, readonly string[]>> = {
  equals: texts,
  contains: texts,
  startswith: texts,
  endswith: texts,
  re: ['i', 'm', 's', 'all'],
  cidr: [],
  exists: [],
  lt: [],
  lte: [],
  gt: [],
  gte: [],
}

const flags = new Set(Object.values(companions).flat())

/** Modifiers of Sigma 2.1 that this engine does not run yet: refused by name, so that no rule is silently weakened. */
const notYet = new Set([
  'base64',
  'base64offset',
  'wide',
  'utf16',
  'utf16le',
  'utf16be',
  'windash',
  'fieldref',
  'expand',
  'minute',
  'hour',
  'day',
  'week',
  'month',
  'year',
])

const known = [...Object.keys(companions).filter((name) => name !== 'equals'), ...flags, ...notYet]

/** Reads the modifiers behind a field's name, or says in one sentence why they mean nothing. */
export function parseModifiers(names: readonly string[]): Modifiers | string {
  for (const name of names) {
    if (name === '') return 'a modifier is missing behind |'
    if (notYet.has(name)) return `modifier ${name} is not supported yet`
    if (!known.includes(name)) return unknownWord('modifier', name, known)
  }
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) return `modifier ${twice} is given twice`

  const comparisons = names.filter((name): name is Comparison => name in companions)
  if (comparisons.length > 1) return `modifiers ${comparisons.join(' and ')} mean nothing together`
  const comparison = comparisons[0] ?? 'equals'
  const rest = names.filter((name) => name !== comparison)
  const stranger = rest.find((name) => !companions[comparison].includes(name))
  if (stranger !== undefined) return strange(stranger, comparison)
  if (rest.includes('all') && rest.includes('neq'))
    return 'modifiers all and neq mean nothing together: neq already asks for a value that differs from each'
  const early =
    names.indexOf('re') > names.findIndex((name) => regexFlags.has(name)) && rest.some((name) => regexFlags.has(name))
  if (early) return 'modifiers i, m and s stand behind re'
  return { names, comparison, flags: new Set(rest) }
}

const regexFlags = new Set(['i', 'm', 's'])

function strange(name: string, comparison: Comparison): string {
  if (regexFlags.has(name)) return `modifier ${name} belongs behind re`
  if (name === 'cased' && comparison === 're')
    return 'modifiers re and cased mean nothing together: re is case-sensitive already'
  return `modifiers ${comparison} and ${name} mean nothing together`
}
