import type { Activity } from '../activity.ts'
import { isObject, objectOf } from '../json.ts'

/** The accounts, other than the function's own and those of known publishers, whose layers a call puts into a function. */
export function unknownLayerAccounts({ account, record }: Activity): readonly string[] {
  const asked = objectOf(record.requestParameters).layers
  const set = objectOf(record.responseElements).layers
  const accounts = [...entries(asked), ...entries(set)].flatMap(
    (layer) => accountOf(isObject(layer) ? layer.arn : layer) ?? [],
  )
  return [...new Set(accounts)].filter((other) => other !== account && !publishers.has(other))
}

/** A function takes five layers. */
function entries(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, 20) : []
}

function accountOf(arn: unknown): string | undefined {
  return typeof arn === 'string' ? /^arn:[^:]*:lambda:[^:]*:(\d{12}):layer:/.exec(arn)?.[1] : undefined
}

/** Accounts that publish layers for everyone, from their publishers' documentation. Nobody else can publish from them. */
export const publishers: ReadonlySet<string> = new Set([
  '017000801446', // Powertools for AWS Lambda
  '580247275435', // AWS Lambda Insights
  '901920570463', // AWS Distro for OpenTelemetry
  '615299751070', // AWS Distro for OpenTelemetry, Application Signals
  '177933569100', // AWS Parameters and Secrets extension, us-east-1
  '464622532012', // Datadog
  '451483290750', // New Relic
  '725887861453', // Dynatrace
])
