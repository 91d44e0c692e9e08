import type { Activity } from '../../activity.ts'
import { isObject, type JsonObject, textOf } from '../../json.ts'
import { parsePolicy, type Statement } from '../../policy/document.ts'

/**
 * Permissions that a call gives in parameters of its own and not as a policy (`AddPermission`, `PutPermission`, `CreateGrant`), as the
 * statement that the service makes of them. Undefined where nobody is named.
 */
export function grantStatement(request: JsonObject, { action }: Activity): readonly Statement[] | undefined {
  const principals = [...textsOf(request, granteeKeys), ...textsOf(request, accountKeys)]
  if (principals.length === 0) return undefined
  const service = action.slice(0, action.indexOf(':'))
  return parsePolicy({
    Statement: {
      Effect: 'Allow',
      Principal: { AWS: principals.filter((name) => !isService(name)), Service: principals.filter(isService) },
      Action: textsOf(request, actionKeys).map((name) => (name.includes(':') ? name : `${service}:${name}`)),
      Resource: '*',
      Condition: conditionOf(request),
    },
  })
}

const granteeKeys = /^(principal|granteePrincipal)$/i
const accountKeys = /^aws_?account_?ids?$/i
const actionKeys = /^(actions?|actionNames?|operations)$/i

function textsOf(request: JsonObject, keys: RegExp): readonly string[] {
  return Object.entries(request)
    .filter(([key]) => keys.test(key))
    .flatMap(([, value]) => (Array.isArray(value) ? value.slice(0, 1_000) : [value]))
    .flatMap((value) => textOf(value) ?? [])
}

function isService(name: string): boolean {
  return /^[\w.-]+\.amazonaws\.com(\.cn)?$/.test(name)
}

/** What narrows the permission down, under the condition keys that the service writes for it. */
function conditionOf(request: JsonObject): Readonly<Record<string, unknown>> {
  const equals = Object.entries(keys).flatMap(([parameter, key]) => {
    const value = textOf(request[parameter])
    return value === undefined ? [] : [[key, value] as const]
  })
  const source = textOf(request.sourceArn)
  const given = isObject(request.condition) ? request.condition : undefined
  const [type, key, value] = [textOf(given?.type), textOf(given?.key), textOf(given?.value)]
  return {
    StringEquals: Object.fromEntries(equals),
    ...(source !== undefined && { ArnLike: { 'aws:SourceArn': source } }),
    ...(type !== undefined &&
      key !== undefined &&
      value !== undefined && { [`ForAnyValue:${type}`]: { [key]: value } }),
  }
}

const keys: Readonly<Record<string, string>> = {
  sourceAccount: 'aws:SourceAccount',
  principalOrgID: 'aws:PrincipalOrgID',
  organizationId: 'aws:PrincipalOrgID',
  functionUrlAuthType: 'lambda:FunctionUrlAuthType',
  eventSourceToken: 'lambda:EventSourceToken',
}
