import { type Condition, positiveNames } from './condition.ts'
import { fieldPasses } from './field-ref.ts'
import { type Cell, isNull, type LookUp, lookUp, someScalar } from './look-up.ts'
import { type Evidence, evidenceOn, type Match } from './match.ts'
import { type Accessor, pathAccessor } from './path.ts'
import type { FieldTest, Item, Rule, Selection } from './rule.ts'
import { anyTest, type TextTest, textTest } from './text-test.ts'

/** How compiled rules read records that are not plain objects. */
export interface CompileOptions {
  /** How a field is read; undefined leaves it to the dotted path into the record. */
  readonly field?: (name: string) => Accessor | undefined
  /** The part of the record that keywords are looked for in; the whole of it where not given. */
  readonly root?: Accessor
}

/** A rule made ready to run. */
export interface CompiledRule {
  readonly rule: Rule
  /** How it reads records. */
  readonly options: CompileOptions
  /** Why the rule holds for this record, or undefined. */
  match(record: unknown): Match | undefined
}

/** Compiles a rule once; what comes back keeps nothing between records. */
export function compile(rule: Rule, options: CompileOptions = {}): CompiledRule {
  const shared = sharedLookUp(options)
  const { holds, explain } = compileOn(rule, shared)
  return {
    rule,
    options,
    match(record) {
      shared.begin(record)
      return holds() ? explain() : undefined
    },
  }
}

/** The look-up that rules compiled with these options can share. */
export function sharedLookUp({ field, root = (record) => record }: CompileOptions): LookUp {
  return lookUp((name) => field?.(name) ?? pathAccessor(name), root)
}

type Predicate = () => boolean

/** A rule on a shared look-up: whether it holds for the record begun there, and, once it does, why. */
export function compileOn(rule: Rule, shared: LookUp): { holds: Predicate; explain: () => Match } {
  const selections = new Map([...rule.selections].map(([name, selection]) => [name, selectionOn(selection, shared)]))
  // Most rules hold seldom or never: why they do is compiled when one first does.
  let reasons: readonly { name: string; held: Predicate; evidence: () => readonly Evidence[] }[] | undefined
  return {
    holds: conditionOn(rule.condition, selections),
    explain() {
      reasons ??= [...new Set(positiveNames(rule.condition))].map((name) => ({
        name,
        held: selections.get(name)!,
        evidence: evidenceOn(rule.selections.get(name)!, shared),
      }))
      const held = reasons.filter(({ held }) => held()).map(({ name, evidence }) => ({ name, evidence: evidence() }))
      return { rule, selections: held }
    },
  }
}

/** Whether a condition holds, by whether its selections do. */
export function conditionOn(condition: Condition, selections: ReadonlyMap<string, Predicate>): Predicate {
  if (condition.kind === 'selection') return selections.get(condition.name)!
  if (condition.kind === 'not') {
    const inner = conditionOn(condition.of, selections)
    return () => !inner()
  }
  if (condition.kind === 'some')
    return atLeast(
      condition.count,
      condition.names.map((name) => selections.get(name)!),
    )
  const parts = condition.of.map((part) => conditionOn(part, selections))
  return condition.kind === 'and' ? every(parts) : some(parts)
}

function selectionOn({ groups }: Selection, shared: LookUp): Predicate {
  return some(
    groups.map((items) => every([...items].sort((a, b) => price(a) - price(b)).map((item) => itemOn(item, shared)))),
  )
}

/** The cheap and telling items of a map are asked first; all have to hold anyway. */
function price({ field, tests }: Item): number {
  if (field === undefined) return 3
  return tests.some(({ kind }) => kind === 'regex') ? 2 : tests.every(({ kind }) => kind === 'text') ? 0 : 1
}

/** What one item asks of the record begun on the look-up. */
export function itemOn(item: Item, shared: LookUp): Predicate {
  const { field, quantifier, negated, tests } = item
  if (field === undefined) {
    const found: readonly TextTest[] = quantifier === 'any' ? [anyTest(tests)] : tests.map(textTest)
    return every(found.map((test) => () => someScalar(shared.root(), test)))
  }
  const cell = shared.cell(field)
  const holds =
    quantifier === 'all' ? every(tests.map((test) => valueOn([test], cell, shared))) : valueOn(tests, cell, shared)
  return negated ? () => !holds() : holds
}

function valueOn(tests: Item['tests'], cell: Cell, shared: LookUp): Predicate {
  const [first] = tests
  if (first?.kind === 'field')
    return some(
      tests
        .filter((test): test is FieldTest => test.kind === 'field')
        .map((test) => {
          const other = shared.cell(test.field)
          return () => fieldPasses(test, cell.value(), other.value()) !== undefined
        }),
    )
  if (first?.kind === 'exists') return () => (cell.value() !== undefined) === first.value
  if (first?.kind === 'null') return () => isNull(cell.value())
  const test = anyTest(tests)
  return () => cell.some(test)
}

function every(parts: readonly Predicate[]): Predicate {
  const [first, second] = parts
  if (parts.length === 1) return first!
  if (parts.length === 2) return () => first!() && second!()
  return () => {
    for (const part of parts) if (!part()) return false
    return true
  }
}

function some(parts: readonly Predicate[]): Predicate {
  if (parts.length === 1) return parts[0]!
  return () => {
    for (const part of parts) if (part()) return true
    return false
  }
}

function atLeast(count: number, parts: readonly Predicate[]): Predicate {
  if (count === 1) return some(parts)
  if (count === parts.length) return every(parts)
  return () => {
    let held = 0
    for (const part of parts) if (part() && ++held === count) return true
    return false
  }
}
