import type { Statement } from './document.ts'

/**
 * The actions that a policy allows as a whole service or more, on every resource: `*`, `iam:*`, or `not iam:*` where it allows all
 * but some. A Deny elsewhere may take some back; what is granted this widely is worth a look all the same.
 */
export function wildcardActions(statements: readonly Statement[]): readonly string[] {
  const wide = statements.filter((statement) => statement.effect === 'Allow' && onEverything(statement))
  const actions = wide.flatMap(({ actions, notActions }) => [
    ...actions.filter(isServiceWide),
    ...(notActions.length > 0 ? [`not ${notActions.join(', ')}`] : []),
  ])
  return [...new Set(actions)]
}

/** Whether such a set of actions makes its holder an administrator: everything, everything but some, or all of IAM. */
export function isAdmin(actions: readonly string[]): boolean {
  return actions.some((action) => action.startsWith('not ') || /^(\*+(:\*+)?|iam:\*+)$/i.test(action))
}

function onEverything({ resources, notResources }: Statement): boolean {
  return notResources.length > 0 || resources.some((resource) => /^(\*+|arn:\*+|arn(:\*+){5,})$/.test(resource))
}

function isServiceWide(action: string): boolean {
  return /^(\*+|[a-z0-9*-]+:\*+)$/i.test(action)
}
