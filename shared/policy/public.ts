import type { Statement } from './document.ts'
import { type Found, listed } from './found.ts'
import { grantsOf } from './grants.ts'

/** What a resource's or trust policy lets everyone do, with no condition that says who: public where there is anything. */
export function publicGrants(statements: readonly Statement[]): readonly Found[] {
  return grantsOf(statements)
    .filter(({ everyone, names }) => everyone && names.length === 0)
    .flatMap(({ statement }) => {
      const { actions, notActions, conditions } = statement
      const all = actions.length > 0 ? actions : [`all but ${listed(notActions)}`]
      const why =
        conditions.length === 0
          ? 'without a condition'
          : `and ${listed(conditions.map(({ operator, key }) => `${operator} ${key}`))} keeps nobody out`
      return all.map((value) => ({ value, reason: `Everyone may ${listed([value])}, ${why}.` }))
    })
}
