import type { Activity } from '../activity.ts'
import type { Match } from '../sigma/match.ts'
import { packWitness, unpackWitness } from '../sigma/packed-witness.ts'
import { filedRuleSet, witnessesOf } from '../sigma/rule-set.ts'
import { fieldOf, recordOf } from './fields.ts'
import type { OwnRule } from './parse.ts'

/** The rules that hold for an activity. */
export type Matching = (activity: Activity) => readonly Match[]

const none: readonly Match[] = []

/** Compiles rules for all who ask what matches: each activity is matched once, whoever asks first. */
export function matching(rules: readonly OwnRule[]): Matching {
  const sets = new Map(
    [...Map.groupBy(rules, ({ source }) => source)].map(([source, own]) => [
      source,
      filedRuleSet(
        withWitness(own).map(({ rule, witness }) => ({ read: () => rule, witness: unpackWitness(witness!) })),
        options,
      ),
    ]),
  )
  // All ask about one activity before the next comes; a map of activities would cost more than matching does.
  let latest: Activity | undefined
  let held = none
  return (activity) => {
    if (activity === latest) return held
    held = sets.get(activity.source)?.match(activity) ?? none
    latest = activity
    return held
  }
}

/** Rules with their witnesses, worked out where they are not known: a bundle brings them along, as it takes as long as all else at its start. */
export function witnessed(rules: readonly OwnRule[]): readonly OwnRule[] {
  return [...Map.groupBy(rules, ({ source }) => source).values()].flatMap(withWitness)
}

function withWitness(rules: readonly OwnRule[]): readonly OwnRule[] {
  if (rules.every(({ witness }) => witness !== undefined)) return rules
  const witnesses = witnessesOf(
    rules.map(({ rule }) => rule),
    options,
  )
  return rules.map((rule, at) => ({ ...rule, witness: packWitness(witnesses[at]) }))
}

const options = {
  field: fieldOf,
  root: recordOf,
  // What we derive is worked out only for records that something else of a rule is seen in.
  dear: (field: string) => field.startsWith('vedette.'),
  index: ['eventName', 'eventSource', 'userIdentity.type', 'userIdentity.inScopeOf.issuerType'],
}
