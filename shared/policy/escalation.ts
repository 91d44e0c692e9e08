import { isPositive } from './conditions.ts'
import type { Statement } from './document.ts'
import { type EscalationSet, escalationSets } from './escalation-sets.ts'
import { type Found, listed } from './found.ts'
import { anyOf, matches } from './pattern.ts'
import { isUnpicked } from './resources.ts'
import { restrictsUse } from './wide.ts'

/**
 * The ways to more rights that one identity policy opens by itself: what it allows less what it denies, on more than resources that it picks by
 * name. What the holder's other policies add or take is not seen.
 */
export function escalations(statements: readonly Statement[]): readonly Found[] {
  const usable = statements.filter(isUsable).map((one) => ({ gives: giver(one), passes: passer(one) }))
  if (usable.length === 0) return []

  const denials = statements.filter(isFullDenial).map(giver)
  const isDenied = (action: string) => denials.some((denies) => denies(action))
  const allows = (action: string, passesTo: string | undefined): boolean =>
    usable.some(({ gives, passes }) => gives(action) && passes(passesTo)) && !isDenied(action)
  return escalationSets.flatMap((way) => completed(way, allows))
}

function completed(
  { name, actions, passesTo }: EscalationSet,
  allows: (action: string, passesTo?: string) => boolean,
): readonly Found[] {
  const held = actions.map((any) =>
    any.split('|').find((action) => allows(action, action === 'iam:PassRole' ? passesTo : undefined)),
  )
  if (!held.every((action) => action !== undefined)) return []
  return [{ value: name, reason: `${listed(held)} together are a way to more rights (${name}).` }]
}

function isUsable(statement: Statement): boolean {
  return statement.effect === 'Allow' && isUnpicked(statement) && !statement.conditions.some(restrictsUse)
}

function isFullDenial({ effect, conditions, resources }: Statement): boolean {
  return effect === 'Deny' && conditions.length === 0 && resources.some((resource) => /^\*+$/.test(resource))
}

function giver({ actions, notActions }: Statement): (action: string) => boolean {
  if (notActions.length === 0) return anyOf(actions)
  const spared = anyOf(notActions)
  return (action) => !spared(action)
}

/** A condition on the service that a role is passed to; without one it is any. */
function passer({ conditions }: Statement): (service: string | undefined) => boolean {
  const only = conditions.filter(
    ({ key, operator }) =>
      key.toLowerCase() === 'iam:passedtoservice' && isPositive(operator.replace(/ifexists$/i, '')),
  )
  return (service) => service === undefined || only.every(({ values }) => values.some((one) => matches(one, service)))
}
