import type { Condition } from './condition.ts'
import { requiredLiteral, shortest } from './required.ts'
import type { Item, Rule, Test } from './rule.ts'
import { plainText } from './wildcard.ts'

/**
 * What holds of at least one value whenever the rule does: of these sights one must be seen in a record, else the rule need not be asked.
 * It is proven from the rule alone. Undefined where nothing is proven: such a rule is always asked.
 */
export type Witness = readonly Sight[]

/** Something that can be seen in a field: any of its texts is this, holds this, is an address in this range, or passes the test. */
export interface Sight {
  readonly field: string
  readonly kind: 'equal' | 'contain' | 'range' | 'pass'
  /** The text in lower case, or the range; of `pass` how the rule writes it. */
  readonly text: string
  /** What has to be asked beside, where seeing the text is not all that the rule's value asks. */
  readonly test?: Test
}

/** The nanoseconds that a record is expected to cost for a sight: what it takes to look, and to ask the rule in vain. */
export type Price = (sight: Sight) => number

/** Proves witnesses of rules that run together; each of their values is looked at once. */
export interface Prover {
  /** The witness of a rule that is expected to cost least. */
  witnessOf(rule: Rule, price: Price): Witness | undefined
  /** Every sight that could be part of a witness. */
  sightsIn(rule: Rule): readonly Sight[]
}

/** Makes a prover. */
export function prover(): Prover {
  const known = new Map<Test, Witness | undefined>()
  const see: See = (field, test) => {
    const before = known.get(test)
    if (before !== undefined && before[0]?.field === field) return before
    const witness = seenBy(field, test)
    known.set(test, witness)
    return witness
  }
  return {
    witnessOf: ({ condition, selections }, price) =>
      ofCondition(condition, { selections, choose: cheapest(price), see }),
    sightsIn({ selections }) {
      const sights: Sight[] = []
      for (const { groups } of selections.values())
        for (const { field, negated, tests } of groups.flat())
          if (field !== undefined && !negated) for (const test of tests) sights.push(...(see(field, test) ?? []))
      return sights
    },
  }
}

/** What is needed to prove something of a rule. */
interface Proof {
  readonly selections: Rule['selections']
  readonly choose: Choose
  readonly see: See
}

/** One of several witnesses that each are enough. */
type Choose = (witnesses: readonly (Witness | undefined)[]) => Witness | undefined

/** What one value of a rule is seen by in a field. */
type See = (field: string, test: Test) => Witness | undefined

function cheapest(price: Price): Choose {
  const costOf = (witness: Witness) => witness.reduce((sum, sight) => sum + price(sight), 0)
  return (witnesses) => {
    const known = witnesses.filter((witness) => witness !== undefined)
    if (known.length < 2) return known[0]
    return known.map((witness) => ({ witness, cost: costOf(witness) })).reduce((a, b) => (b.cost < a.cost ? b : a))
      .witness
  }
}

function ofCondition(condition: Condition, proof: Proof): Witness | undefined {
  switch (condition.kind) {
    case 'selection':
      return ofSelection(condition.name, proof)
    case 'and':
      return proof.choose(condition.of.map((part) => ofCondition(part, proof)))
    case 'or':
      return union(condition.of.map((part) => ofCondition(part, proof)))
    case 'some': {
      // None has to hold where none is asked; where all are, any one of them is enough to know.
      if (condition.count < 1) return undefined
      const parts = condition.names.map((name) => ofSelection(name, proof))
      return condition.count === parts.length ? proof.choose(parts) : union(parts)
    }
    default:
      // Nothing is proven of a negation, nor of what this file does not know.
      return undefined
  }
}

function ofSelection(name: string, proof: Proof): Witness | undefined {
  const selection = proof.selections.get(name)
  return selection && union(selection.groups.map((items) => proof.choose(items.map((item) => ofItem(item, proof)))))
}

function ofItem({ field, negated, quantifier, tests }: Item, { choose, see }: Proof): Witness | undefined {
  if (field === undefined || negated) return undefined
  const parts = tests.map((test) => see(field, test))
  return quantifier === 'all' ? choose(parts) : union(parts)
}

/** One part has to hold: what is seen is known only where each part is seen. */
function union(parts: readonly (Witness | undefined)[]): Witness | undefined {
  if (parts.length === 1) return parts[0]
  const known = parts.filter((part) => part !== undefined)
  return known.length === parts.length ? known.flat() : undefined
}

/** How each kind of value is seen. What asks about the field and not about a text of it, or is not known here, is seen by nothing. */
function seenBy(field: string, test: Test): Witness | undefined {
  if (test.kind === 'text') return [ofText(field, test)]
  if (test.kind === 'any') return union(test.tests.map((inner) => seenBy(field, inner)))
  if (test.kind === 'number' || test.kind === 'compare')
    return [{ field, kind: 'pass', text: `${test.kind} ${test.written}`, test }]
  if (test.kind === 'cidr') return [{ field, kind: 'range', text: test.written }]
  return test.kind === 'regex' ? [ofRegex(field, test)] : undefined
}

function ofRegex(field: string, test: Test & { readonly kind: 'regex' }): Sight {
  // Under other flags than these a letter also stands for some that lower case keeps apart.
  const literal = /^[ims]*$/.test(test.flags) ? requiredLiteral(test.source) : undefined
  return literal === undefined
    ? { field, kind: 'pass', text: `${test.flags} ${test.source}`, test }
    : { field, kind: 'contain', text: literal, test }
}

function ofText(field: string, test: Test & { readonly kind: 'text' }): Sight {
  const { parts, cased, written } = test
  const pass: Sight = { field, kind: 'pass', text: `${cased} ${parts.length} ${written}`, test }
  const plain = plainText(parts)
  const literal =
    plain ??
    parts.reduce<string>((best, part) => (typeof part === 'string' && part.length > best.length ? part : best), '')
  // Records are looked through in lower case. Lowering a text lowers its ASCII alone the same way, which cannot be said of all letters.
  if (cased && !/^[\0-\x7f]*$/.test(literal)) return pass
  const text = cased ? literal.toLowerCase() : literal
  if (plain !== undefined) return cased ? { field, kind: 'equal', text, test } : { field, kind: 'equal', text }
  if (literal.length < shortest) return pass
  const isContains = !cased && parts.length === 3 && parts[1] === literal && parts.every((part) => part === literal || (typeof part !== 'string' && part.wildcard === '*')) // biome-ignore format: one claim
  return isContains ? { field, kind: 'contain', text } : { field, kind: 'contain', text, test }
}
