import type { Statement } from './document.ts'
import { type Found, listed } from './found.ts'
import { grantsOf } from './grants.ts'
import { wholeServices } from './resources.ts'

/**
 * The actions that an identity policy allows as a whole service or more, on every resource: `*`, `iam:*`, or `not iam:*` where it allows all
 * but some. A Deny of a part may take some back; what is granted this widely is worth a look all the same.
 */
export function wildcardActions(statements: readonly Statement[]): readonly Found[] {
  return grantsOf(statements).flatMap(({ statement }) => {
    const services = wholeServices(statement)
    if (services.size === 0) return []
    return wide(statement, services).map((value) => ({
      value,
      reason: `${listed([value])} is allowed on every resource.`,
    }))
  })
}

/** Whether such a set of actions makes its holder an administrator: everything, everything but some, or all of IAM. */
export function isAdmin(actions: readonly string[]): boolean {
  return actions.some((action) => action.startsWith('not ') || /^(\*+(:\*+)?|iam:\*+)$/i.test(action))
}

function wide({ actions, notActions }: Statement, services: ReadonlySet<string>): readonly string[] {
  const everywhere = services.has('*')
  if (notActions.length > 0) return everywhere ? [`not ${notActions.join(', ')}`] : []
  return actions.flatMap((action) => {
    const service = serviceWide(action)
    if (service === undefined) return []
    if (everywhere || services.has(service)) return [action]
    return service === '*' ? [...services].map((one) => `${one}:*`) : []
  })
}

function serviceWide(action: string): string | undefined {
  if (/^\*+(:\*+)?$/.test(action)) return '*'
  return /^([a-z0-9*-]+):\*+$/i.exec(action)?.[1]?.toLowerCase()
}
