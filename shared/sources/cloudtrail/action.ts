import { type JsonObject, objectOf, textOf } from '../../json.ts'

/** The action as IAM spells it, `service:Operation`. An Insight is the account's, so its type is the operation. */
export function actionOf(record: JsonObject): string {
  if (record.eventType === 'AwsCloudTrailInsight') {
    return `cloudtrail:${textOf(objectOf(record.insightDetails).insightType) ?? 'Insight'}`
  }
  const host = textOf(record.eventSource) ?? ''
  const service = serviceOf(host)
  if (record.eventType === 'AwsAggregatedEvent') return `${service}:AggregatedActivity`

  const name = textOf(record.eventName) ?? ''
  const operation = service === 'lambda' ? withoutDate(name) : name
  const action = `${service}:${operation}`
  return spelledByIam.get(action) ?? action
}

/** Lambda's API still carries its version: `UpdateFunctionCode20150331v2` is `UpdateFunctionCode` to IAM. */
export function withoutDate(eventName: string): string {
  return eventName.replace(/(20\d{6}|20\d\d_\d\d_\d\d)(v\d+)?$/, '')
}

function serviceOf(host: string): string {
  const end = host.indexOf('.amazonaws.com')
  const service = end < 0 ? host : host.slice(0, end)
  return servicePrefixes.get(service) ?? service
}

/** Where the host's first label is not the prefix that IAM uses. */
const servicePrefixes: ReadonlyMap<string, string> = new Map([
  ['monitoring', 'cloudwatch'],
  ['tagging', 'tag'],
  ['streams.dynamodb', 'dynamodb'],
  ['models.lex', 'lex'],
  ['models-v2-lex', 'lex'],
  ['runtime.lex', 'lex'],
])

/** Where CloudTrail's event name is not the IAM action that was authorised. */
const spelledByIam: ReadonlyMap<string, string> = new Map([
  ['lambda:Invoke', 'lambda:InvokeFunction'],
  ['s3:ListObjects', 's3:ListBucket'],
  ['s3:ListObjectsV2', 's3:ListBucket'],
  ['s3:HeadBucket', 's3:ListBucket'],
  ['s3:HeadObject', 's3:GetObject'],
  ['s3:CopyObject', 's3:PutObject'],
  ['s3:DeleteObjects', 's3:DeleteObject'],
  ['s3:CreateMultipartUpload', 's3:PutObject'],
  ['s3:UploadPart', 's3:PutObject'],
  ['s3:UploadPartCopy', 's3:PutObject'],
  ['s3:CompleteMultipartUpload', 's3:PutObject'],
  ['s3:PutBucketLifecycle', 's3:PutLifecycleConfiguration'],
  ['s3:PutBucketEncryption', 's3:PutEncryptionConfiguration'],
  ['s3:PutBucketReplication', 's3:PutReplicationConfiguration'],
])
