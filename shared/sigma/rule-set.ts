import { type CompileOptions, compileOn, sharedLookUp } from './compile.ts'
import { type Cell, someText } from './look-up.ts'
import type { Match } from './match.ts'
import { requiredValues } from './required.ts'
import type { Rule } from './rule.ts'

/** How rules that run together read records, and what they are filed by. */
export interface RuleSetOptions extends CompileOptions {
  /** Fields by whose values rules are filed, the most telling first: a record meets only the rules filed under its values, and those that pin none. */
  readonly index?: readonly string[]
}

/** Rules that run together over one record after another. */
export interface RuleSet {
  readonly rules: readonly Rule[]
  /** Every rule that holds for this record, in the order of the rules. The same empty list when none does. */
  match(record: unknown): readonly Match[]
}

/** Compiles rules together: each field is looked up once a record, and only rules that can hold are asked. */
export function ruleSet(rules: readonly Rule[], options: RuleSetOptions = {}): RuleSet {
  const shared = sharedLookUp(options)
  const ready = rules.map((rule, place): Ready => ({ place, turn: 0, ...compileOn(rule, shared) }))
  const { shelves, rest } = file(rules, ready, options.index ?? [])
  const drawers = shelves.map(({ field, byValue }) => ({
    cell: shared.cell(field),
    byValue,
    spelt: new Map<string, readonly Ready[]>(),
  }))
  let turn = 0

  return {
    rules,
    match(record) {
      shared.begin(record)
      turn++
      let held: Ready[] | undefined
      for (const drawer of drawers) {
        const value = drawer.cell.value()
        if (typeof value === 'string') held = ask(candidates(drawer, value), turn, held)
        else if (value !== undefined) for (const list of several(value, drawer)) held = ask(list, turn, held)
      }
      held = ask(rest, turn, held)
      if (held === undefined) return none
      return held.sort((a, b) => a.place - b.place).map(({ explain }) => explain())
    },
  }
}

const none: readonly Match[] = []

interface Ready {
  readonly place: number
  /** The record it was last asked about: one that holds several index values meets a rule once. */
  turn: number
  readonly holds: () => boolean
  readonly explain: () => Match
}

interface Drawer {
  readonly cell: Cell
  readonly byValue: ReadonlyMap<string, readonly Ready[]>
  /** The same by the value as records spell it, so that the usual record is lowered never and looked up once. */
  readonly spelt: Map<string, readonly Ready[]>
}

const nobody: readonly Ready[] = []
/** Spellings that are remembered a field. Event names are a few thousand; a flood of others is looked up the longer way. */
const maxSpellings = 20_000

function candidates({ byValue, spelt }: Drawer, value: string): readonly Ready[] {
  const known = spelt.get(value)
  if (known !== undefined) return known
  const found = byValue.get(value.toLowerCase()) ?? nobody
  if (spelt.size < maxSpellings && value.length < 200) spelt.set(value, found)
  return found
}

/** A value that is no plain text: a list, a number or a map meets the rules of each text in it. */
function several(value: unknown, drawer: Drawer): readonly (readonly Ready[])[] {
  const lists: (readonly Ready[])[] = []
  someText(value, (raw) => {
    lists.push(candidates(drawer, raw))
    return false
  })
  return lists
}

function ask(list: readonly Ready[], turn: number, held: Ready[] | undefined): Ready[] | undefined {
  let found = held
  for (const ready of list) {
    if (ready.turn === turn) continue
    ready.turn = turn
    if (!ready.holds()) continue
    if (found === undefined) found = [ready]
    else found.push(ready)
  }
  return found
}

/** Files each rule under the values of the first index field that it pins; rules that pin none are always asked. */
function file(rules: readonly Rule[], ready: readonly Ready[], index: readonly string[]) {
  const shelves = index.map((field) => ({ field, byValue: new Map<string, Ready[]>() }))
  const rest: Ready[] = []
  for (const [place, rule] of rules.entries()) {
    const one = ready[place]!
    const shelf = shelves.find(({ field }) => requiredValues(rule, field) !== undefined)
    if (shelf === undefined) {
      rest.push(one)
      continue
    }
    for (const value of requiredValues(rule, shelf.field)!) {
      const filed = shelf.byValue.get(value)
      if (filed) filed.push(one)
      else shelf.byValue.set(value, [one])
    }
  }
  return { shelves: shelves.filter(({ byValue }) => byValue.size > 0), rest }
}
