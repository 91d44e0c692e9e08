import { isPositive } from './conditions.ts'
import type { PolicyCondition, Statement } from './document.ts'
import { type Found, listed } from './found.ts'
import { grantsOf } from './grants.ts'
import { canWrite, permissionActions } from './levels.ts'
import { wholeServices } from './resources.ts'

/** The actions or patterns, as an identity policy spells them, that can write and are allowed on every resource without a condition that restricts. */
export function wideWrites(statements: readonly Statement[]): readonly Found[] {
  return wide(statements)
    .filter(canWrite)
    .map((value) => ({ value, reason: `${listed([value])} can change every resource.` }))
}

/** Those among them that manage permissions. */
export function widePermissions(statements: readonly Statement[]): readonly Found[] {
  return wide(statements).flatMap((value) => {
    const managed = value.startsWith('not ') ? ['permissions'] : permissionActions(value)
    return managed.length === 0
      ? []
      : [{ value, reason: `${listed([value])} allows ${listed(managed)} on every resource.` }]
  })
}

function wide(statements: readonly Statement[]): readonly string[] {
  return grantsOf(statements)
    .filter(({ statement }) => !statement.conditions.some(restrictsUse))
    .flatMap(({ statement }) => {
      const services = wholeServices(statement)
      const reaches = (action: string) => services.has('*') || services.has(action.split(':', 1)[0]!.toLowerCase())
      const { actions, notActions } = statement
      return [
        ...actions.filter((action) => services.size > 0 && (reaches(action) || /^\*+(:\*+)?$/.test(action))),
        ...(notActions.length > 0 && services.has('*') ? [`not ${notActions.join(', ')}`] : []),
      ]
    })
}

/**
 * Whether a condition keeps an identity policy's action to some resources or ways of use: tags, named policies and boundaries, the service that
 * it is done through. Where the caller comes from, or that there was a second factor, changes nothing about what can be reached.
 */
export function restrictsUse({ operator, key, values }: PolicyCondition): boolean {
  if (!isPositive(operator) || values.length === 0 || values.some((value) => /^\*+$/.test(value))) return false
  return uses.test(key)
}

const uses =
  /^(?:(?:aws|iam|ec2|ssm|s3|rds|lambda|secretsmanager|ecs|eks|redshift|elasticmapreduce|sagemaker|autoscaling|cloudformation):(?:resourcetag|requesttag|existingobjecttag)\/|aws:(?:requesttag|resourcetag|calledvia|calledviafirst|calledvialast|viaawsservice|resourceaccount|resourceorgid|resourceorgpaths)|iam:(?:permissionsboundary|policyarn|awsservicename|associatedresourcearn)|kms:(?:viaservice|grantisforawsresource|granteeprincipal|calleraccount|resourcealiases|requestalias|grantoperations)|lambda:(?:functionarn|layer)|sts:(?:rolesessionname)|ssm:resourcetag|ec2:(?:vpc|createaction|instanceprofile|launchtemplate)|dynamodb:leadingkeys|s3:(?:resourceaccount|prefix)|organizations:serviceprincipal|cloudformation:(?:changesetname|stackpolicyurl|rolearn))/i
