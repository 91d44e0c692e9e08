import type { Attack } from '../finding.ts'
import { tactics } from '../tactics.ts'
import { tacticsOf } from '../techniques.ts'

/** The ids of ATT&CK's tactics by the names that Sigma tags them with: `privilege-escalation`. */
const ids: ReadonlyMap<string, string> = new Map(
  [...tactics].map(([id, name]) => [name.toLowerCase().replaceAll(' ', '-'), id]),
)

const technique = /^t\d{4}(\.\d{3})?$/

/** The attacks that a rule's tags name: each technique under those of the named tactics that it serves. */
export function attacksOf(tags: readonly string[]): readonly Attack[] {
  const names = attackNames(tags)
  const named = names.flatMap((name) => tacticOf(name) ?? [])
  return names
    .filter((name) => technique.test(name))
    .flatMap((name) => served(name.toUpperCase(), named).map((tactic) => ({ tactic, technique: name.toUpperCase() })))
}

/** A technique that is not in the table, or whose own tactics are not named, stands under all that are. */
function served(technique: string, named: readonly string[]): readonly string[] {
  const own = tacticsOf.get(technique.slice(0, 5)) ?? named
  const both = named.filter((tactic) => own.includes(tactic))
  return both.length > 0 ? both : named
}

/** The tags in ATT&CK's name that are none of its tactics, techniques, groups or software. */
export function unknownTags(tags: readonly string[]): readonly string[] {
  return tags.filter((tag) =>
    attackNames([tag]).some((name) => !technique.test(name) && !tacticOf(name) && !/^[gs]\d{4}$/.test(name)),
  )
}

/** Older rules join the words of a tactic with an underscore. */
function tacticOf(name: string): string | undefined {
  return ids.get(name.replaceAll('_', '-'))
}

function attackNames(tags: readonly string[]): readonly string[] {
  return tags.filter((tag) => tag.startsWith('attack.')).map((tag) => tag.slice('attack.'.length))
}
