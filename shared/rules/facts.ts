import type { Settings } from '../settings.ts'
import { settings } from '../settings-pack.ts'
import { actorFacts } from './facts/actor.ts'
import type { Fact } from './facts/fact.ts'
import { networkFacts } from './facts/network.ts'
import { parameterFacts } from './facts/parameters.ts'
import { policyFacts } from './facts/policy.ts'
import { sharingFacts } from './facts/sharing.ts'

/** What rules can ask that no field of a record says, by the name that they ask it under; `docs/fields.md` says what each is. */
export function factsOf(settings: Settings): ReadonlyMap<string, Fact> {
  return new Map([
    ['vedette.action', ({ action }) => action],
    ['vedette.account', ({ account }) => account],
    ['vedette.outcome', ({ outcome }) => outcome],
    ['vedette.resource', ({ resources }) => resources[0]?.uid],
    ...actorFacts(settings),
    ...parameterFacts(settings),
    ...policyFacts(settings),
    ...sharingFacts(settings),
    ...networkFacts,
  ])
}

/** The same with what this deployment is told about its accounts. */
export const facts: ReadonlyMap<string, Fact> = factsOf(settings)
