import type { Statement } from './document.ts'
import { type Found, listed } from './found.ts'
import { isAnyone } from './grants.ts'

/** What a resource's policy denies to everyone, its owner included, with no condition: whole services or more. */
export function lockouts(statements: readonly Statement[]): readonly Found[] {
  return statements
    .filter(
      ({ effect, principals, conditions }) => effect === 'Deny' && principals.some(isAnyone) && conditions.length === 0,
    )
    .flatMap(({ actions, notActions }) => [
      ...actions.filter((action) => /^(\*+|[\w-]+:\*+)$/.test(action)),
      ...(notActions.length > 0 ? [`all but ${listed(notActions)}`] : []),
    ])
    .map((value) => ({ value, reason: `Everyone is denied ${listed([value])}, without a condition.` }))
}
