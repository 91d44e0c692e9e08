import type { Encoding } from './base64.ts'
import type { Order, Position, TimePart } from './rule.ts'
import { unknownWord } from './suggest.ts'

/** How a field's key reads: what its modifiers make of a value, and how the field is compared with that. */
export interface Modifiers {
  readonly names: readonly string[]
  readonly comparison: Comparison
  /** Where a text has to stand, for comparisons with a text or another field. */
  readonly position: Position
  /** What is done to a text before it is compared, in order. */
  readonly steps: readonly Step[]
  readonly part?: TimePart
  readonly order?: Order
  readonly flags: ReadonlySet<string>
}

/** What a field is compared with in the end. */
export type Comparison = 'equals' | 'text' | 're' | 'cidr' | 'exists' | 'order' | 'time' | 'fieldref'

/** What turns a text into other texts. */
export type Step = 'windash' | Encoding | 'base64' | 'base64offset'

/** What a value has become on its way through a chain. */
type Shape =
  | 'value'
  | 'expanded'
  | 'text'
  | 'bytes'
  | 'encoded'
  /** What can be recognised of something encoded; encoding it again would not give what the record holds. */
  | 'fragment'
  | 'pattern'
  | 'regex'
  | 'range'
  | 'presence'
  | 'order'
  | 'part'
  | 'reference'

const texts: readonly Shape[] = ['value', 'expanded', 'text', 'encoded', 'fragment', 'pattern']

/** What each modifier takes, and what it makes of it. A chain of which a link takes nothing that comes before it is refused. */
interface Link {
  readonly gives: Partial<Readonly<Record<Shape, Shape>>>
  /** One sentence for a chain that is a common mistake. */
  readonly hint?: string
}

const position: Link = {
  gives: {
    value: 'pattern',
    expanded: 'pattern',
    text: 'pattern',
    encoded: 'pattern',
    fragment: 'pattern',
    reference: 'reference',
  },
}
const wide: Link = { gives: { value: 'bytes', expanded: 'bytes', text: 'bytes', encoded: 'bytes' } }
const base64: Link = {
  gives: { value: 'encoded', expanded: 'encoded', text: 'encoded', encoded: 'encoded', bytes: 'encoded' },
}
const base64offset: Link = {
  gives: { value: 'fragment', expanded: 'fragment', text: 'fragment', encoded: 'fragment', bytes: 'fragment' },
}
const order: Link = { gives: { value: 'order', part: 'part' } }
const part: Link = { gives: { value: 'part' } }
const sub: Link = { gives: { regex: 'regex' }, hint: 'modifiers i, m and s stand behind re' }

const links: Readonly<Record<string, Link>> = {
  contains: position,
  startswith: position,
  endswith: position,
  // A dash is one wherever the wildcards of `contains` were put before.
  windash: { gives: { value: 'text', expanded: 'text', pattern: 'pattern' } },
  expand: { gives: { value: 'expanded', pattern: 'pattern', range: 'range' } },
  wide,
  utf16: wide,
  utf16le: wide,
  utf16be: wide,
  base64,
  base64offset,
  re: { gives: { value: 'regex' } },
  i: sub,
  m: sub,
  s: sub,
  cidr: { gives: { value: 'range', expanded: 'range' } },
  exists: { gives: { value: 'presence' } },
  lt: order,
  lte: order,
  gt: order,
  gte: order,
  minute: part,
  hour: part,
  day: part,
  week: part,
  month: part,
  year: part,
  fieldref: { gives: { value: 'reference' } },
}

/** Modifiers that say how the whole is compared, wherever they stand: what a value may have become for them to mean something. */
const flags: Readonly<Record<string, readonly Shape[]>> = {
  all: [...texts, 'regex', 'range', 'order', 'part', 'reference'],
  cased: [...texts, 'reference'],
  neq: [...texts, 'regex', 'range', 'part', 'reference'],
}

const known = [...Object.keys(links), ...Object.keys(flags)]

/** Encoding twice is a thing that attackers do; everything else means the same once. */
const repeatable = new Set(['base64', 'wide', 'utf16', 'utf16le', 'utf16be'])
const maxLinks = 10

/** Reads the modifiers behind a field's name, or says in one sentence why they mean nothing. */
export function parseModifiers(names: readonly string[]): Modifiers | string {
  if (names.length > maxLinks) return `more than ${maxLinks} modifiers`
  for (const name of names) {
    if (name === '') return 'a modifier is missing behind |'
    if (!known.includes(name)) return unknownWord('modifier', name, known)
  }
  const twice = names.find((name, at) => names.indexOf(name) !== at && !repeatable.has(name))
  if (twice !== undefined) return `modifier ${twice} is given twice`

  const chain = names.filter((name) => !(name in flags))
  const shape = shapeOf(chain)
  if (typeof shape !== 'object') return shape
  const asked = names.filter((name) => name in flags)
  const stranger = asked.find((name) => !flags[name]!.includes(shape.is))
  if (stranger !== undefined) return strange(stranger, chain)
  if (asked.includes('all') && asked.includes('neq'))
    return 'modifiers all and neq mean nothing together: neq already asks for a value that differs from each'
  const flagged = new Set([...asked, ...chain.filter((name) => links[name] === sub || name === 'expand')])
  return { names, ...read(chain, shape.is), flags: flagged }
}

/** What a value is at the end of a chain, or why it never gets there. */
function shapeOf(chain: readonly string[]): { readonly is: Shape } | string {
  let is: Shape = 'value'
  for (const [at, name] of chain.entries()) {
    const { gives, hint } = links[name]!
    const next: Shape | undefined = gives[is]
    if (next === undefined) return broken(chain, at, hint)
    // `lt|gt` and `contains|startswith` would each undo what stands before.
    const rival = chain.slice(0, at).find((other) => links[other] === links[name] && exclusive.has(links[name]!))
    if (rival !== undefined) return `modifiers ${rival} and ${name} mean nothing together`
    is = next
  }
  // Behind `contains` it means the same as before it; behind what has changed the text already, nothing is left to be filled in.
  const early = chain
    .slice(0, chain.indexOf('expand') + 1)
    .find((name) => name === 'windash' || encodings.has(links[name]!))
  if (early !== undefined) return `modifier expand stands before ${early}`
  if (is === 'bytes') return `modifier ${chain.at(-1)} gives bytes: base64 or base64offset belongs behind it`
  return { is }
}

const exclusive: ReadonlySet<Link> = new Set([position, order])

function broken(chain: readonly string[], at: number, hint: string | undefined): string {
  const name = chain[at]!
  const before = chain[at - 1]
  if (links[name] === sub && !chain.includes('re')) return `modifier ${name} belongs behind re`
  if (hint !== undefined) return hint
  const alone = links[name]!.gives.value
  if (before !== undefined && alone !== undefined && links[before]!.gives[alone] !== undefined)
    return `modifier ${name} stands before ${before}`
  return `modifiers ${before} and ${name} mean nothing together`
}

function strange(name: string, chain: readonly string[]): string {
  const last = chain.at(-1)!
  if (name === 'cased' && chain[0] === 're')
    return 'modifiers re and cased mean nothing together: re is case-sensitive already'
  const other = links[last] === sub ? 're' : last
  return `modifiers ${other} and ${name} mean nothing together`
}

const encodings: ReadonlySet<Link> = new Set([wide, base64, base64offset])

const comparisons: Partial<Readonly<Record<Shape, Comparison>>> = {
  value: 'equals',
  regex: 're',
  range: 'cidr',
  presence: 'exists',
  order: 'order',
  part: 'time',
  reference: 'fieldref',
}

function read(chain: readonly string[], shape: Shape): Omit<Modifiers, 'names' | 'flags'> {
  const of = <T extends string>(link: Link) => chain.find((name) => links[name] === link) as T | undefined
  const timed = of<TimePart>(part)
  const ordered = of<Order>(order)
  return {
    comparison: comparisons[shape] ?? 'text',
    position: of<Position>(position) ?? 'equals',
    steps: chain.filter((name): name is Step => name === 'windash' || encodings.has(links[name]!)),
    ...(timed === undefined ? {} : { part: timed }),
    ...(ordered === undefined ? {} : { order: ordered }),
  }
}
