import { type CompileOptions, compileOn, sharedLookUp } from './compile.ts'
import type { Cell, LookUp } from './look-up.ts'
import type { Match } from './match.ts'
import { matchers, type Sighted } from './matchers.ts'
import { memory } from './memo.ts'
import { type Priced, prices } from './price.ts'
import type { Rule } from './rule.ts'
import { prover, type Sight, type Witness } from './witness.ts'

/** How rules that run together read records, and by what they are told apart. */
export interface RuleSetOptions extends CompileOptions, Priced {}

/** Rules that run together over one record after another. */
export interface RuleSet {
  /** Every rule that holds for this record, in the order of the rules, and why. The same empty list when none does. */
  match(record: unknown): readonly Match[]
  /** The same without why. */
  holding(record: unknown): readonly Rule[]
}

/** A rule that is read when a record first could be one of its own, which for most rules is never. */
export interface FiledRule {
  /** Of these sights a record shows one, or the rule does not hold; undefined where nothing is known and every record is asked. */
  readonly witness: Witness | undefined
  readonly read: () => Rule
}

/** Compiles rules together: a record meets the rules of which it shows a witness and those that have none, and each field is looked up once. */
export function ruleSet(rules: readonly Rule[], options: RuleSetOptions = {}): RuleSet {
  const witnesses = witnessesOf(rules, options)
  return filedRuleSet(
    rules.map((rule, at) => ({ witness: witnesses[at], read: () => rule })),
    options,
  )
}

/** The witness of each of several rules that run together. */
export function witnessesOf(rules: readonly Rule[], options: Priced = {}): readonly (Witness | undefined)[] {
  const { sightsIn, witnessOf } = prover()
  const price = prices(rules.map(sightsIn), options)
  return rules.map((rule) => witnessOf(rule, price))
}

/** The same of rules whose witnesses are known: what it takes to begin grows with the rules, but hardly. */
export function filedRuleSet(all: readonly FiledRule[], options: RuleSetOptions = {}): RuleSet {
  const shared = sharedLookUp(options)
  const entries = all.map(({ read, witness }, place): Entry => ({ place, read, witness, turn: 0, ready: undefined }))
  const { shelves, rest } = shelve(entries, (field) => shared.cell(field))
  let turn = 0

  const ask = (list: readonly Entry[], before: Entry[] | undefined): Entry[] | undefined => {
    let held = before
    for (const entry of list) {
      if (entry.turn === turn) continue
      entry.turn = turn
      entry.ready ??= makeReady(entry.read(), shared)
      if (!entry.ready.holds()) continue
      if (held === undefined) held = [entry]
      else held.push(entry)
    }
    return held
  }

  const find = (record: unknown): readonly Entry[] => {
    shared.begin(record)
    turn++
    let held: Entry[] | undefined
    for (const { cell, entriesFor } of shelves) {
      const value = cell.value()
      if (value === undefined || value === null) continue
      if (typeof value === 'string') held = ask(entriesFor(value), held)
      else for (const text of cell.texts()) held = ask(entriesFor(text), held)
    }
    held = ask(rest, held)
    return held === undefined ? nobody : held.sort((a, b) => a.place - b.place)
  }

  return {
    match(record) {
      const held = find(record)
      return held === nobody ? none : held.map(({ ready }) => ready!.explain())
    },
    holding(record) {
      const held = find(record)
      return held === nobody ? none : held.map(({ ready }) => ready!.rule)
    },
  }
}

const none: readonly never[] = []
/** What values of records may take that are remembered with the rules they lead to, in bytes. */
const remembered = 8_000_000
const nobody: readonly Entry[] = []

interface Entry {
  readonly place: number
  readonly read: () => Rule
  readonly witness: Witness | undefined
  /** The record it was last asked about: one that shows several of its sights meets a rule once. */
  turn: number
  ready: Ready | undefined
}

/** A rule that was read and compiled. */
interface Ready extends ReturnType<typeof compileOn> {
  readonly rule: Rule
}

function makeReady(rule: Rule, shared: LookUp): Ready {
  return { rule, ...compileOn(rule, shared) }
}

/** The rules that see something in one field. */
interface Shelf {
  readonly cell: Cell
  readonly entriesFor: (text: string) => readonly Entry[]
}

function shelve(entries: readonly Entry[], cell: (field: string) => Cell): { shelves: Shelf[]; rest: Entry[] } {
  const byField = new Map<string, Sighted<Entry>[]>()
  const rest: Entry[] = []
  for (const entry of entries) {
    if (entry.witness === undefined) rest.push(entry)
    else for (const sight of entry.witness) file(byField, sight, entry)
  }
  const memo = memory(remembered)
  const shelves = [...byField].map(([field, sighted]) => ({ cell: cell(field), entriesFor: memo(matchers(sighted)) }))
  return { shelves, rest }
}

function file(byField: Map<string, Sighted<Entry>[]>, sight: Sight, what: Entry): void {
  const known = byField.get(sight.field)
  if (known) known.push({ sight, what })
  else byField.set(sight.field, [{ sight, what }])
}
