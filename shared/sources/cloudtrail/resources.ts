import type { Resource } from '../../activity.ts'
import { arnIn, functionArn } from '../../arn.ts'
import { isObject, type JsonObject, textOf } from '../../json.ts'

/** What it was done to: the record's own `resources`, else what the request names, else what the refusal names. */
export function resourcesOf(record: JsonObject, account: string, region: string): readonly Resource[] {
  const own = ownResources(record.resources)
  if (own.length > 0) return own
  const named = namedResources(record, account, region)
  return named.length > 0 ? named : refused(record)
}

/** A transaction over a hundred items names a hundred resources; nobody reads them. */
const most = 100

function ownResources(values: unknown): readonly Resource[] {
  if (!Array.isArray(values)) return none
  const resources: Resource[] = []
  for (const value of values) {
    if (resources.length === most) break
    if (!isObject(value)) continue
    const uid = textOf(value.ARN) ?? textOf(value.ARNPrefix) ?? textOf(value.arn)
    if (uid) resources.push({ uid, type: textOf(value.type) ?? 'Unknown' })
  }
  return resources
}

function namedResources(record: JsonObject, account: string, region: string): readonly Resource[] {
  const host = textOf(record.eventSource) ?? ''
  const parameters = byRequest.get(host.slice(0, host.indexOf('.')))
  if (!parameters || !isObject(record.requestParameters)) return none
  const resources: Resource[] = []
  for (const { parameter, type, arn } of parameters) {
    const name = textOf(record.requestParameters[parameter])
    if (!name) continue
    const isWhole = name.startsWith('arn:') || !arn
    resources.push({ uid: isWhole ? name : arn(name, account, region), type })
  }
  return resources
}

const none: readonly Resource[] = []

/** A denied call has no request parameters, but its message ends in `… on resource: arn:… because …`. */
function refused(record: JsonObject): readonly Resource[] {
  const uid = /on resource: "?(arn:[^\s"]+)/.exec(textOf(record.errorMessage)?.slice(0, 2048) ?? '')?.[1]
  return uid ? [{ uid, type: 'Unknown' }] : []
}

interface Named {
  readonly parameter: string
  readonly type: string
  /** The ARN, where the request gives a bare name. */
  readonly arn?: (name: string, account: string, region: string) => string
}

/** A name may be followed by a qualifier, or be the partial ARN `123456789012:function:name`. */
function functionNamed(name: string, account: string, region: string): string {
  const [, owner, bare = name] = /^(?:(\d{12}):)?(?:function:)?(.*)$/.exec(name) ?? []
  return functionArn(region, owner ?? account, bare)
}

const byRequest: ReadonlyMap<string, readonly Named[]> = new Map(
  Object.entries<readonly Named[]>({
    lambda: [
      { parameter: 'functionName', type: 'AWS::Lambda::Function', arn: functionNamed },
      {
        parameter: 'layerName',
        type: 'AWS::Lambda::LayerVersion',
        arn: (name, account, region) => arnIn(region, `lambda:${region}:${account}:layer:${name}`),
      },
    ],
    iam: [
      {
        parameter: 'roleName',
        type: 'AWS::IAM::Role',
        arn: (name, account, region) => arnIn(region, `iam::${account}:role/${name}`),
      },
      {
        parameter: 'userName',
        type: 'AWS::IAM::User',
        arn: (name, account, region) => arnIn(region, `iam::${account}:user/${name}`),
      },
      {
        parameter: 'groupName',
        type: 'AWS::IAM::Group',
        arn: (name, account, region) => arnIn(region, `iam::${account}:group/${name}`),
      },
      { parameter: 'policyArn', type: 'AWS::IAM::ManagedPolicy' },
    ],
    sts: [{ parameter: 'roleArn', type: 'AWS::IAM::Role' }],
    s3: [{ parameter: 'bucketName', type: 'AWS::S3::Bucket', arn: (name, _, region) => arnIn(region, `s3:::${name}`) }],
    dynamodb: [
      {
        parameter: 'tableName',
        type: 'AWS::DynamoDB::Table',
        arn: (name, account, region) => arnIn(region, `dynamodb:${region}:${account}:table/${name}`),
      },
    ],
    cloudtrail: [
      {
        parameter: 'name',
        type: 'AWS::CloudTrail::Trail',
        arn: (name, account, region) => arnIn(region, `cloudtrail:${region}:${account}:trail/${name}`),
      },
      {
        parameter: 'trailName',
        type: 'AWS::CloudTrail::Trail',
        arn: (name, account, region) => arnIn(region, `cloudtrail:${region}:${account}:trail/${name}`),
      },
    ],
    sns: [{ parameter: 'topicArn', type: 'AWS::SNS::Topic' }],
    sqs: [{ parameter: 'queueUrl', type: 'AWS::SQS::Queue' }],
    kms: [
      {
        parameter: 'keyId',
        type: 'AWS::KMS::Key',
        arn: (name, account, region) => arnIn(region, `kms:${region}:${account}:key/${name}`),
      },
    ],
    secretsmanager: [{ parameter: 'secretId', type: 'AWS::SecretsManager::Secret' }],
    logs: [
      {
        parameter: 'logGroupName',
        type: 'AWS::Logs::LogGroup',
        arn: (name, account, region) => arnIn(region, `logs:${region}:${account}:log-group:${name}`),
      },
    ],
    config: [{ parameter: 'configurationRecorderName', type: 'AWS::Config::ConfigurationRecorder' }],
    cloudformation: [{ parameter: 'stackName', type: 'AWS::CloudFormation::Stack' }],
  }),
)
