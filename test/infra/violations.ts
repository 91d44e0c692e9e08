import type { Template } from '../../bin/template/template.ts'

/** A change to the template that breaks a promise: what stands at a path below Resources, made into something else or, without a value, taken away. */
export interface Violation {
  readonly promise: string
  readonly change: string
  readonly at: string
  readonly value?: unknown
}

const drift = 'DetectDriftEventSourceMappingDynamodbActivitiesTable.Properties'
const trail = 'IngestCloudtrailEventSourceMappingSQSTrailQueue.Properties'
const notify = 'NotifyRole.Properties.Policies.0.PolicyDocument.Statement'

/** At least one way to break each promise. */
export const violations: readonly Violation[] = Object.entries({
  'every queue that a function reads gives up, to a dead-letter queue that nothing reads': [
    ['TrailQueue.Properties.RedrivePolicy'],
    ['TrailQueue.Properties.RedrivePolicy.maxReceiveCount', 1],
    ['TrailQueue.Properties.RedrivePolicy.deadLetterTargetArn', { 'Fn::GetAtt': ['ConfigQueue', 'Arn'] }],
  ],
  'every queue is encrypted and refuses plain HTTP, and a dead-letter queue keeps for 14 days': [
    ['RetryQueue.Properties.SqsManagedSseEnabled', false],
    ['RejectedQueuePolicy'],
    ['FailedPages.Properties.MessageRetentionPeriod', 345_600],
  ],
  'a queue hides a message for six times as long as its function may take': [
    ['IngestConfigLambdaFunction.Properties.Timeout', 300],
  ],
  'every mapping of a queue answers for each message and is bounded': [
    [`${trail}.FunctionResponseTypes`],
    [`${trail}.ScalingConfig`],
  ],
  'every mapping of a stream answers for each record, bisects, gives up in time and says where': [
    [`${drift}.FunctionResponseTypes`],
    [`${drift}.BisectBatchOnFunctionError`, false],
    [`${drift}.MaximumRetryAttempts`, -1],
    [`${drift}.MaximumRecordAgeInSeconds`],
    [`${drift}.DestinationConfig`],
    [`${drift}.StartingPosition`, 'LATEST'],
  ],
  'no stream wakes a function for what expires': [
    [`${drift}.FilterCriteria`],
    [`${drift}.FilterCriteria.Filters.0.Pattern`, '{"eventName":["INSERT","REMOVE"]}'],
    [`${drift}.FilterCriteria.Filters.0.Pattern`, '{"dynamodb":{}}'],
  ],
  'nothing waits on the way to an alert': [
    [`${trail}.MaximumBatchingWindowInSeconds`, 5],
    [`${drift}.TumblingWindowInSeconds`, 30],
    ['RetryQueue.Properties.DelaySeconds', 60],
    ['TrailFileRule.Properties.ScheduleExpression', 'rate(1 minute)'],
  ],
  'what EventBridge cannot hand over ends in a queue that lets it in': [
    ['TrailFileRule.Properties.Targets.0.DeadLetterConfig'],
    ['TrailFileRule.Properties.Targets.0.RetryPolicy'],
    ['ConfigDeadLettersPolicy.Properties.PolicyDocument.Statement.1.Principal.Service', 'sns.amazonaws.com'],
    ['TrailQueuePolicy.Properties.PolicyDocument.Statement.1'],
  ],
  'a function that is called and not waited for retries a few times, then says what failed': [
    ['IngestLambdaLogsLambdaEvConf'],
    ['IngestLambdaLogsLambdaEvConf.Properties.DestinationConfig'],
    ['IngestLambdaLogsLambdaEvConf.Properties.MaximumEventAgeInSeconds'],
  ],
  'every table is restorable, encrypted with our key, paid by use and can be protected': [
    ['MemoryTable.Properties.PointInTimeRecoverySpecification'],
    ['MemoryTable.Properties.SSESpecification'],
    ['MemoryTable.Properties.BillingMode', 'PROVISIONED'],
    ['MemoryTable.Properties.DeletionProtectionEnabled'],
  ],
  'findings and the key that they are under outlive the stack': [
    ['FindingsTable.DeletionPolicy', 'Delete'],
    ['VedetteKey.DeletionPolicy'],
  ],
  'activities and memory expire': [
    ['ActivitiesTable.Properties.TimeToLiveSpecification.AttributeName', 'ttl'],
    ['MemoryTable.Properties.TimeToLiveSpecification'],
  ],
  'every key is rotated': [['VedetteKey.Properties.EnableKeyRotation', false]],
  'every function has a role of its own, made for it': [
    ['DetectDriftLambdaFunction.Properties.Role', { 'Fn::GetAtt': ['DetectBehaviourRole', 'Arn'] }],
    ['DetectDriftLambdaFunction.Properties.Role', 'arn:aws:iam::123456789012:role/admin'],
  ],
  'a role is assumed by Lambda alone and has no managed policy': [
    ['NotifyRole.Properties.ManagedPolicyArns', ['arn:aws:iam::aws:policy/AdministratorAccess']],
    ['NotifyRole.Properties.AssumeRolePolicyDocument.Statement.0.Principal', { AWS: '*' }],
  ],
  'no action is allowed by a wildcard': [
    [`${notify}.0.Action`, 'logs:*'],
    ['AlertsTopicPolicy.Properties.PolicyDocument.Statement.0.Action', 'sns:*'],
    ['IngestCloudtrailRole.Properties.Policies.0.PolicyDocument.Statement.6.Fn::If.1.Action', 's3:Get*'],
  ],
  'nothing is said by what it is not': [[`${notify}.0.NotAction`, 'iam:PassRole']],
  'the resource `*` stands only where AWS has no other': [
    [`${notify}.0.Resource`, '*'],
    [`${notify}.0.Resource`, { 'Fn::Sub': 'arn:aws:logs:us-east-1:123456789012:*' }],
  ],
  'each function does with each table only what the picture shows': [
    [
      'IngestConfigRole.Properties.Policies.0.PolicyDocument.Statement.2.Action',
      ['dynamodb:PutItem', 'dynamodb:Query'],
    ],
    [
      'IngestConfigRole.Properties.Policies.0.PolicyDocument.Statement.2.Resource',
      { 'Fn::GetAtt': ['FindingsTable', 'Arn'] },
    ],
  ],
  'notify writes of a finding only that it was delivered': [
    [`${notify}.5.Condition.ForAllValues:StringEquals.dynamodb:Attributes`, ['uid', 'status']],
    [`${notify}.5.Condition`],
  ],
  'a key is used only through the service that it is for': [
    ['DetectDriftRole.Properties.Policies.0.PolicyDocument.Statement.7.Condition'],
  ],
  'a service is let in for a sender that is named, and nobody else is let in': [
    ['AlertsTopicPolicy.Properties.PolicyDocument.Statement.0.Principal', '*'],
    ['AlertsTopicPolicy.Properties.PolicyDocument.Statement.0.Condition'],
    ['VedetteKey.Properties.KeyPolicy.Statement.1.Principal', { AWS: 'arn:aws:iam::210987654321:root' }],
  ],
  'a rule on the bus of the account hears AWS alone, whose sources nobody else may claim': [
    ['VedettedevingestCloudtrailrule2EventBridgeRule.Properties.EventPattern.source'],
    ['VedettedevingestCloudtrailrule3EventBridgeRule.Properties.EventPattern.source', ['aws.signin', 'shop']],
    ['VedettedevingestCloudtrailrule3EventBridgeRule.Properties.EventPattern.source', [{ prefix: 'aws' }]],
    ['TrailFileRule.Properties.EventPattern.source', [{ 'anything-but': 'shop' }]],
    ['ConfigFileRule.Properties.EventPattern.source', [{ suffix: 'aws.s3' }]],
  ],
  'no secret stands in an environment': [
    ['NotifyLambdaFunction.Properties.Environment.Variables.SLACK_WEBHOOK', 'https://hooks.slack.com/services/T0/B0/x'],
    ['NotifyLambdaFunction.Properties.Environment.Variables.SLACK_WEBHOOK', { Ref: 'AlertsEmail' }],
  ],
  'every function has a log group that forgets, is traced, is tagged and runs on arm64 with Node 24': [
    ['NotifyLogGroup.Properties.RetentionInDays'],
    ['NotifyLambdaFunction.Properties.TracingConfig'],
    ['NotifyLambdaFunction.Properties.Tags'],
    ['NotifyLambdaFunction.Properties.Runtime', 'nodejs22.x'],
  ],
  'no log group of ours is read by our log ingest': [
    ['AccountLogs.Properties.SelectionCriteria'],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
    ['AccountLogs.Properties.SelectionCriteria.Fn::Sub', 'LogGroupName NOT IN ["${IngestLambdaLogsLogGroup}"]'],
    ['Loop', { Type: 'AWS::Logs::SubscriptionFilter', Properties: { LogGroupName: '/aws/lambda/vedette-dev-notify' } }],
    ['Loop', { Type: 'AWS::Logs::SubscriptionFilter', Properties: { LogGroupName: { Ref: 'NotifyLogGroup' } } }],
  ],
  'nothing that our own functions write comes back by the fast lane': [
    ['VedettedevingestCloudtrailrule2EventBridgeRule.Properties.EventPattern.detail.managementEvent'],
    ['VedettedevingestCloudtrailrule2EventBridgeRule.Properties.EventPattern.detail.managementEvent', [true, false]],
    ['VedettedevingestCloudtrailrule2EventBridgeRule.Properties.EventPattern.detail.eventName'],
  ],
  'every alarm tells the topic that findings go to, what it is and when it is over': [
    ['RejectedQueueAlarm.Properties.AlarmActions', []],
    ['RejectedQueueAlarm.Properties.OKActions'],
    ['RejectedQueueAlarm.Properties.AlarmDescription'],
  ],
  'every function is watched for errors and throttles, and every reader of a stream for lateness': [
    ['NotifyErrorsAlarm'],
    ['NotifyThrottlesAlarm'],
    ['DetectDriftLatenessAlarm'],
  ],
  'every queue that nothing reads is watched for its depth': [['UndeliveredFindingsAlarm']],
  'every source is missed when it falls silent: by the name that its function counts by, CloudTrail by the lane that is complete':
    [
      ['ConfigSilenceAlarm'],
      ['CloudtrailSilenceAlarm.Properties.TreatMissingData', 'notBreaching'],
      ['CloudtrailSilenceAlarm.Properties.ComparisonOperator', 'GreaterThanThreshold'],
      ['CloudtrailSilenceAlarm.Properties.Dimensions', [{ Name: 'service', Value: 'vedette-dev-ingestCloudtrail' }]],
      ['CloudtrailSilenceAlarm.Properties.MetricName', 'NumberOfMessagesDeleted'],
      ['IngestConfigLambdaFunction.Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME', 'config'],
    ],
} satisfies Record<string, readonly (readonly [at: string, value?: unknown])[]>).flatMap(([promise, changes]) =>
  changes.map(([at, value]) => ({
    promise,
    change: `${at} ${value === undefined ? 'is gone' : `is ${JSON.stringify(value)}`}`,
    at,
    value,
  })),
)

/** A copy of the template with the change made. A path that leads nowhere is a violation that would prove nothing. */
export function plant(template: Template, path: string, value: unknown): Template {
  const copy = structuredClone(template)
  const names = path.split('.')
  const last = names.pop()!
  let place = copy.Resources as Record<string, unknown>
  for (const name of names) {
    const next = place[name]
    if (typeof next !== 'object' || next === null) throw new Error(`the template has no ${path}: nothing at ${name}`)
    place = next as Record<string, unknown>
  }
  if (value === undefined && !(last in place)) throw new Error(`the template has no ${path}: nothing at ${last}`)
  if (value !== undefined) place[last] = value
  if (value === undefined && Array.isArray(place)) place.splice(Number(last), 1)
  if (value === undefined && !Array.isArray(place)) delete place[last]
  return copy
}
