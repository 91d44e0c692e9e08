import { type Correlation, isLinked, type Linked, onlyGrows } from './correlation.ts'
import { InvalidRule, short, type Where } from './invalid-rule.ts'
import type { Rule } from './rule.ts'

/** A correlation and where it stands. */
export interface Placed {
  readonly correlation: Correlation
  readonly where: Where
}

/**
 * Resolves what correlations refer to, in their order. Throws InvalidRule for a reference to nothing or to two things, for a circle, and
 * for a chain that cannot be folded.
 */
export function link(rules: readonly Rule[], correlations: readonly Placed[]): readonly Linked[] {
  const known = new Map<string, readonly (Rule | Placed)[]>()
  for (const one of [...rules, ...correlations]) {
    const { id, name } = 'correlation' in one ? one.correlation : one
    for (const key of new Set([id, name])) if (key !== undefined) known.set(key, [...(known.get(key) ?? []), one])
  }
  const done = new Map<Correlation, Linked>()
  const open: Correlation[] = []

  return correlations.map(linked)

  function linked(placed: Placed): Linked {
    const { correlation, where } = placed
    const before = done.get(correlation)
    if (before) return before
    if (open.includes(correlation))
      throw new InvalidRule(where, ['correlation', 'rules'], `refers to itself by ${circle(open, correlation)}`)
    open.push(correlation)
    for (const key of ['id', 'name'] as const) {
      const value = correlation[key]
      if (value !== undefined && (known.get(value)?.length ?? 0) > 1)
        throw new InvalidRule(where, [key], `more than one rule has the id or name ${short(value)}`)
    }
    const parts = correlation.rules.map((reference, at) => {
      const of = resolve(reference, at, placed)
      const groupBy = correlation.groupBy.map((name) => correlation.aliases.get(name)?.get(reference) ?? name)
      if (isLinked(of)) checkChain(of, groupBy, placed, at)
      return { of, groupBy }
    })
    open.pop()
    const result = { correlation, parts }
    done.set(correlation, result)
    return result
  }

  function resolve(reference: string, at: number, { where }: Placed): Rule | Linked {
    const found = known.get(reference) ?? []
    const path = ['correlation', 'rules', at]
    const [one, other] = found
    if (one === undefined)
      throw new InvalidRule(where, path, `there is no rule or correlation with the id or name ${short(reference)}`)
    if (other !== undefined)
      throw new InvalidRule(where, path, `more than one rule has the id or name ${short(reference)}`)
    return 'correlation' in one ? linked(one) : one
  }
}

function circle(open: readonly Correlation[], from: Correlation): string {
  return short(
    open
      .slice(open.indexOf(from))
      .map(({ name, id, title }) => name ?? id ?? title)
      .join(' → '),
  )
}

/**
 * A correlation inside another is folded in the memory of the outer one, which holds one of its groups: what the inner one groups by has
 * to tell those groups apart too.
 */
function checkChain(
  { correlation: inner }: Linked,
  groupBy: readonly string[],
  { correlation, where }: Placed,
  at: number,
): void {
  const path = ['correlation', 'rules', at]
  const name = short(inner.name ?? inner.id ?? inner.title)
  const missing = groupBy.find((field) => !inner.groupBy.includes(field))
  if (missing !== undefined)
    throw new InvalidRule(where, path, `${name} does not group by ${short(missing)}, so that it cannot be chained here`)
  if (correlation.type.startsWith('value_'))
    throw new InvalidRule(where, path, `type ${correlation.type} counts values of events, and ${name} is a correlation`)
  if (inner.aliases.size > 0) throw new InvalidRule(where, path, `${name} has aliases, and cannot be chained`)
  if (!onlyGrows(inner))
    throw new InvalidRule(where, path, `${name} holds only once its time is over, and cannot be chained: use gt or gte`)
}
