import { type CompiledRule, conditionOn, itemOn, sharedLookUp } from './compile.ts'
import type { Condition } from './condition.ts'
import type { LookUp } from './look-up.ts'
import { evidenceOfItem } from './match.ts'
import type { Item, Rule } from './rule.ts'
import { maxDepth, textOf } from './text-of.ts'

/** A rule's condition as a tree, with what held of it for one record and what did not. */
export type Explanation = { readonly held: boolean } & (
  | { readonly kind: 'and' | 'or'; readonly of: readonly Explanation[] }
  | { readonly kind: 'not'; readonly of: Explanation }
  /** `1 of` or `all of`, as the rule writes it. */
  | { readonly kind: 'some'; readonly written: string; readonly of: readonly Explanation[] }
  | { readonly kind: 'selection'; readonly name: string; readonly groups: readonly ExplainedGroup[] }
)

/** One map of a selection: all of its lines have to hold. */
export interface ExplainedGroup {
  readonly held: boolean
  readonly items: readonly ExplainedItem[]
}

/** One line of a map, and what the record has there. */
export interface ExplainedItem {
  readonly held: boolean
  /** The field's name, or undefined for keywords. */
  readonly field: string | undefined
  readonly modifiers: readonly string[]
  /** Whether one of the values is enough, or all have to hold. */
  readonly quantifier: 'any' | 'all'
  /** Whether it holds where its values do not. */
  readonly negated: boolean
  /** What the field holds, as texts: the first few, each cut; of keywords the value that one was found in. Empty where the field is absent. */
  readonly values: readonly string[]
  /** How many values the field holds, shown or not. */
  readonly count: number
  /** What the rule asks: the first few of its values, those that held before those that did not. */
  readonly tests: readonly { readonly written: string; readonly held: boolean }[]
  /** How many values the rule has there, shown or not. */
  readonly asked: number
}

const maxValues = 10
const maxTests = 20
const maxText = 200

/** Says of every part of a rule whether it holds for a record. For a person to read: it looks at everything, where matching stops early. */
export function explain({ rule, options }: Pick<CompiledRule, 'rule' | 'options'>, record: unknown): Explanation {
  const shared = sharedLookUp(options)
  shared.begin(record)
  const selections = new Map([...rule.selections.keys()].map((name) => [name, explainSelection(name, rule, shared)]))
  const held = new Map([...selections].map(([name, selection]) => [name, () => selection.held]))
  const explainOne = (condition: Condition): Explanation => {
    if (condition.kind === 'selection') return selections.get(condition.name)!
    const holds = conditionOn(condition, held)()
    if (condition.kind === 'not') return { kind: 'not', held: holds, of: explainOne(condition.of) }
    if (condition.kind === 'some') {
      const { names, written } = condition
      return { kind: 'some', held: holds, written, of: names.map((name) => selections.get(name)!) }
    }
    return { kind: condition.kind, held: holds, of: condition.of.map(explainOne) }
  }
  return explainOne(rule.condition)
}

function explainSelection(name: string, { selections }: Rule, shared: LookUp): Explanation {
  const groups = selections.get(name)!.groups.map((items): ExplainedGroup => {
    const explained = items.map((item) => explainItem(item, shared))
    return { held: explained.every(({ held }) => held), items: explained }
  })
  return { kind: 'selection', name, held: groups.some(({ held }) => held), groups }
}

function explainItem(item: Item, shared: LookUp): ExplainedItem {
  const { field, modifiers, quantifier, negated, tests } = item
  const alone = tests.map((test) => ({ ...item, quantifier: 'any' as const, negated: false, tests: [test] }))
  const asked = alone.map((one) => ({ written: cut(one.tests[0]!.written), held: itemOn(one, shared)() }))
  const values = field === undefined ? found(alone, shared) : textsOf(shared.cell(field).value())
  return {
    held: itemOn(item, shared)(),
    field,
    modifiers,
    quantifier,
    negated,
    values: values.slice(0, maxValues).map(cut),
    count: values.length,
    tests: [...asked.filter(({ held }) => held), ...asked.filter(({ held }) => !held)].slice(0, maxTests),
    asked: tests.length,
  }
}

/** The values that keywords were found in. */
function found(items: readonly Item[], shared: LookUp): readonly string[] {
  const values = items.map((item) => evidenceOfItem(item, shared)()?.value).filter((value) => value !== undefined)
  return [...new Set(values)]
}

function textsOf(value: unknown, depth = 0): readonly string[] {
  if (Array.isArray(value)) return depth < maxDepth ? value.flatMap((entry) => textsOf(entry, depth + 1)) : []
  if (value === undefined) return []
  return [value === null ? 'null' : textOf(value)!]
}

function cut(text: string): string {
  return text.length > maxText ? `${text.slice(0, maxText - 1)}…` : text
}
