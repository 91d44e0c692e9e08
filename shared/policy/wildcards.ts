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

/**
 * Whether statements make their holder an administrator: everything or everything but some on every resource, or any one action on IAM with
 * which whoever has it gives himself the rest. Patterns are matched as IAM does, so that `?*` and `iam:C*` hide nothing.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html
 */
export function isAdmin(statements: readonly Statement[]): boolean {
  return statements
    .filter((statement) => statement.effect === 'Allow' && onEverything(statement))
    .some(({ actions, notActions }) => notActions.length > 0 || actions.some(escalates))
}

function escalates(pattern: string): boolean {
  return escalating.some((action) => covers(pattern, action))
}

/** Each alone, on every resource, is enough. */
const escalating = [
  'iam:AttachGroupPolicy',
  'iam:AttachRolePolicy',
  'iam:AttachUserPolicy',
  'iam:CreateAccessKey',
  'iam:CreatePolicyVersion',
  'iam:PutGroupPolicy',
  'iam:PutRolePolicy',
  'iam:PutUserPolicy',
  'iam:SetDefaultPolicyVersion',
  'iam:UpdateAssumeRolePolicy',
]

/** IAM's patterns: `*` for any characters, `?` for one, in either case. Looked for from left to right, so that no pattern takes long. */
function covers(pattern: string, action: string): boolean {
  const [p, a] = [pattern.slice(0, 200).toLowerCase(), action.toLowerCase()]
  let [at, star, mark] = [0, -1, 0]
  for (let index = 0; index < a.length; ) {
    if (p[at] === '?' || p[at] === a[index]) {
      at++
      index++
    } else if (p[at] === '*') {
      star = at++
      mark = index
    } else if (star >= 0) {
      at = star + 1
      index = ++mark
    } else return false
  }
  return /^\**$/.test(p.slice(at))
}

/** `*`, `?*`, `arn:aws:*` and `arn:*:*:*:*:*` leave nothing out. */
function onEverything({ resources, notResources }: Statement): boolean {
  return (
    notResources.length > 0 ||
    resources.some((resource) => /^([*?]*\*[*?]*|arn:([\w*?-]*\*|[\w-]+:[*?]*\*)(:[*?]*)*)$/.test(resource))
  )
}

/** All operations of a service, or of several. */
function isServiceWide(action: string): boolean {
  return /^([*?]*\*[*?]*|[a-z0-9*?-]+:[*?]*\*[*?]*)$/i.test(action)
}
