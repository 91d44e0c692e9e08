import { isLinked } from '../sigma/correlation.ts'
import type { ParseOptions } from '../sigma/document.ts'
import { kindOf } from '../sigma/documents.ts'
import { applyFilters, parseFilter } from '../sigma/filter.ts'
import type { Where } from '../sigma/invalid-rule.ts'
import { link } from '../sigma/link.ts'
import { parseCorrelation } from '../sigma/parse-correlation.ts'
import { type OwnCorrelation, ownWords } from './correlation.ts'
import { type OwnRule, parseOwnRule } from './parse.ts'

/** A document of a rule file, and where it stands. */
export interface RuleDocument {
  readonly document: unknown
  readonly where: Where
}

/** Rules with the filters applied, and the correlations over them. */
export interface Collection {
  readonly rules: readonly OwnRule[]
  readonly correlations: readonly OwnCorrelation[]
}

/**
 * Checks documents of all kinds together. What correlations refer to tells nothing by itself, unless one of them says `generate: true`.
 */
export function parseCollection(documents: readonly RuleDocument[], options: ParseOptions = {}): Collection {
  const {
    rule = [],
    correlation = [],
    filter = [],
  } = Object.groupBy(documents, ({ document, where }) => kindOf(document, where))
  const own = rule.map(({ document, where }) => parseOwnRule(document, where, options))
  const filtered = applyFilters(
    own.map((one) => one.rule),
    filter.map(({ document, where }) => parseFilter(document, where, options)),
  )
  const placed = correlation.map(({ document, where }) => ({ correlation: parseCorrelation(document, where), where }))
  const words = placed.map((one) => ownWords(one.correlation, one.where))
  const linked = link(filtered, placed)

  const quiet = new Map<unknown, boolean>()
  for (const { correlation, parts } of linked)
    for (const { of } of parts) quiet.set(target(of), !correlation.generate && (quiet.get(target(of)) ?? true))
  const flag = (of: unknown) => (quiet.get(of) ? { quiet: true as const } : {})
  return {
    rules: own.map((one, at) => ({ ...one, rule: filtered[at]!, ...flag(filtered[at]) })),
    correlations: linked.map((one, at) => ({ ...words[at]!, linked: one, ...flag(one.correlation) })),
  }
}

function target(of: OwnCorrelation['linked']['parts'][number]['of']): unknown {
  return isLinked(of) ? of.correlation : of
}
