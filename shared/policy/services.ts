import { namesSource } from './conditions.ts'
import type { Statement } from './document.ts'
import { type Found, listed } from './found.ts'
import { grantsOf } from './grants.ts'

/**
 * Services that a resource's policy lets in whoever they act for: anyone can have the service call with a resource of theirs (confused
 * deputy). A denial that spares some sources is a condition too.
 */
export function unconditionalServices(statements: readonly Statement[]): readonly Found[] {
  return grantsOf(statements).flatMap(({ statement, names }) => {
    if (
      statement.conditions.some(namesSource) ||
      names.some(({ key }) => /^aws:source(arn|account|owner|orgid|orgpaths)$/i.test(key))
    )
      return []
    return statement.principals
      .filter(({ kind }) => kind === 'Service')
      .map(({ value }) => ({
        value,
        reason: `${listed([value])} may ${listed(statement.actions)} for anyone: no condition says for whose resource.`,
      }))
  })
}
