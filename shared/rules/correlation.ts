import type { Attack } from '../finding.ts'
import { type Correlation, type Linked, leastCount, onlyGrows } from '../sigma/correlation.ts'
import { isMap } from '../sigma/document.ts'
import { InvalidRule, short, type Where } from '../sigma/invalid-rule.ts'
import { unknownWord } from '../sigma/suggest.ts'
import { attacksOf, unknownTags } from './attacks.ts'
import { facts } from './facts.ts'
import { block } from './parse.ts'

/** A correlation with what this project needs to know beside it. */
export interface OwnCorrelation extends OwnWords {
  readonly linked: Linked
  /** True where it is there for other correlations, and tells nothing by itself. */
  readonly quiet?: true
}

/** How the findings of a correlation read. */
export interface OwnWords {
  readonly attacks: readonly Attack[]
  readonly remediation: string
  /** Why it was found: `{field}` is a value of the activity that completed it, `{count}` what was counted. */
  readonly why: string
}

/** More of anything than this is not kept count of, so that what is remembered of a group stays small. */
const mostCounted = 200

/** Checks a correlation that is to run here: the derived fields that it names, its numbers, its tags, and the block `vedette`. */
export function ownWords(correlation: Correlation, where: Where): OwnWords {
  const { aliases, condition, custom, groupBy, tags, type } = correlation
  for (const field of [...groupBy.filter((name) => !aliases.has(name)), ...fieldsOf(aliases), ...condition.fields])
    if (field.startsWith('vedette.') && !facts.has(field))
      throw new InvalidRule(where, ['correlation'], unknownWord('field', field, facts.keys()))
  const counts = type === 'event_count' || type === 'value_count'
  const highest = counts ? Math.max(onlyGrows(correlation) ? leastCount(condition) : 0, ...bounds(correlation)) : 0
  if (highest > mostCounted)
    throw new InvalidRule(where, ['correlation', 'condition'], `a count above ${mostCounted} is not kept here`)
  const [tag] = unknownTags(tags)
  if (tag !== undefined)
    throw new InvalidRule(where, ['tags', tags.indexOf(tag)], `${short(tag)} is no tactic or technique of ATT&CK`)
  if (isMap(custom.vedette) && custom.vedette.once_per !== undefined)
    throw new InvalidRule(where, ['vedette', 'once_per'], 'a correlation is told once a group and day as it is')
  const { remediation, why } = block(custom.vedette, correlation, where)
  return { attacks: attacksOf(tags), remediation, why }
}

function bounds({ condition }: Correlation): readonly number[] {
  return condition.bounds.map(({ value }) => value)
}

function fieldsOf(aliases: Correlation['aliases']): readonly string[] {
  return [...aliases.values()].flatMap((fields) => [...fields.values()])
}
