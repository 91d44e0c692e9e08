import type { Condition } from './condition.ts'
import type { Item, Rule, Selection } from './rule.ts'
import { plainText } from './wildcard.ts'

/** The values, in lower case, of which a field must hold one in every record that a rule matches; undefined where the rule asks none. */
export function requiredValues(rule: Rule, field: string): ReadonlySet<string> | undefined {
  return ofCondition(rule.condition, rule.selections, field)
}

type Values = ReadonlySet<string> | undefined

function ofCondition(condition: Condition, selections: Rule['selections'], field: string): Values {
  if (condition.kind === 'not') return undefined
  if (condition.kind === 'selection') return ofSelection(selections.get(condition.name)!, field)
  if (condition.kind === 'some') {
    const parts = condition.names.map((name) => ofSelection(selections.get(name)!, field))
    return condition.count === parts.length ? narrowest(parts) : union(parts)
  }
  const parts = condition.of.map((part) => ofCondition(part, selections, field))
  return condition.kind === 'and' ? narrowest(parts) : union(parts)
}

function ofSelection({ groups }: Selection, field: string): Values {
  return union(groups.map((items) => narrowest(items.map((item) => ofItem(item, field)))))
}

/** Only a plain text pins a value down; a number also holds for other spellings of it. */
function ofItem(item: Item, field: string): Values {
  if (item.field !== field || item.negated) return undefined
  const texts = item.tests.map((test) => (test.kind === 'text' ? plainText(test.parts)?.toLowerCase() : undefined))
  if (item.quantifier === 'all')
    return narrowest(texts.map((text) => (text === undefined ? undefined : new Set([text]))))
  const known = texts.filter((text) => text !== undefined)
  return known.length === texts.length ? new Set(known) : undefined
}

/** All parts have to hold, so that any one of them is enough to know. */
function narrowest(parts: readonly Values[]): Values {
  return parts.filter((part) => part !== undefined).sort((a, b) => a.size - b.size)[0]
}

/** One part has to hold: what is asked is known only where each part asks something. */
function union(parts: readonly Values[]): Values {
  const known = parts.filter((part) => part !== undefined)
  return known.length === parts.length ? new Set(known.flatMap((part) => [...part])) : undefined
}
