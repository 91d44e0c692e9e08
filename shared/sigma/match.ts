import { fieldPasses } from './field-ref.ts'
import { isNull, type LookUp, someScalar, someText } from './look-up.ts'
import type { Item, Rule, Selection, Test } from './rule.ts'
import { textTest } from './text-test.ts'

/** A rule held for a record, and why. */
export interface Match {
  readonly rule: Rule
  /** The selections that made it hold; those that a `not` asked to be absent are not among them. */
  readonly selections: readonly Held[]
}

/** A selection that held, and what made each of its lines hold. */
export interface Held {
  readonly name: string
  readonly evidence: readonly Evidence[]
}

/** One line of a selection that held, with the value of the record that made it so. */
export interface Evidence {
  /** The field's name, or undefined for a keyword. */
  readonly field: string | undefined
  /** The value that passed, as its text; undefined where the field is absent, null, or differs from what was asked. */
  readonly value: string | undefined
  /** What it passed, as the rule writes it: `contains: admin`. */
  readonly pattern: string
}

/** Compiles why a selection holds: of its first group that does, each line's first test and value that agree. */
export function evidenceOn({ groups }: Selection, shared: LookUp): () => readonly Evidence[] {
  const explained = groups.map((items) => items.map((item) => evidenceOfItem(item, shared)))
  return () => {
    for (const items of explained) {
      const lines = items.map((item) => item())
      if (lines.every((line) => line !== undefined)) return lines
    }
    return []
  }
}

type Explained<T> = () => T | undefined

/** Compiles why one line holds. */
export function evidenceOfItem(item: Item, shared: LookUp): Explained<Evidence> {
  const { field, negated, quantifier, tests } = item
  const parts = tests.map((test) => ({
    pattern: [...item.modifiers, test.written].join(': '),
    passed: passedOn(test, field, shared),
  }))
  const all = (): Evidence | undefined => {
    const found = parts.map(({ pattern, passed }) => ({ pattern, passed: passed() }))
    const [first] = found
    return found.every(({ passed }) => passed !== undefined)
      ? { field, value: first!.passed!.value, pattern: first!.pattern }
      : undefined
  }
  const any = (): Evidence | undefined => {
    for (const { pattern, passed } of parts) {
      const found = passed()
      if (found !== undefined) return { field, value: found.value, pattern }
    }
    return undefined
  }
  if (negated) return () => (any() === undefined ? { field, value: undefined, pattern: parts[0]!.pattern } : undefined)
  return quantifier === 'all' ? all : any
}

/** The value that passes a test, in a wrapper because an absent one can pass too. */
function passedOn(
  test: Test,
  field: string | undefined,
  shared: LookUp,
): Explained<{ readonly value: string | undefined }> {
  const value = field === undefined ? shared.root : shared.cell(field).value
  if (test.kind === 'exists') return () => ((value() !== undefined) === test.value ? absent : undefined)
  if (test.kind === 'null') return () => (isNull(value()) ? absent : undefined)
  if (test.kind === 'field') {
    const other = shared.cell(test.field)
    return () => {
      const passed = fieldPasses(test, value(), other.value())
      return passed === undefined ? undefined : { value: passed }
    }
  }
  const passes = textTest(test)
  const search = field === undefined ? someScalar : someText
  return () => {
    let passed: string | undefined
    const keep = (raw: string, folded: string) => {
      if (!passes(raw, folded)) return false
      passed = raw
      return true
    }
    return search(value(), keep) ? { value: passed } : undefined
  }
}

const absent = { value: undefined }
