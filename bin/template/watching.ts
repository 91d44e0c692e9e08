import { at, list, type Named, ofType, type Promises, type Template, target, targetType } from './template.ts'

/** What each function, queue and source is watched for, and that watching does not feed itself. */
export const watching: Promises = {
  'every function has a log group that forgets, is traced, is tagged and runs on arm64 with Node 24': (template) => {
    const groups = ofType(template, 'AWS::Logs::LogGroup')
    return ofType(template, 'AWS::Lambda::Function').flatMap(({ id, of }) => {
      const group = groups.find((each) => each.of('LogGroupName') === `/aws/lambda/${of('FunctionName')}`)
      return [
        ...(Number(group?.of('RetentionInDays')) <= 365 ? [] : [`${id} has no log group, or one that keeps for ever`]),
        ...(traced(id, of('TracingConfig.Mode')) ? [] : [`${id} is not traced`]),
        ...(list(of('Tags')).some((tag) => at(tag, 'Key') === 'vedette') ? [] : [`${id} is not tagged as ours`]),
        ...(of('Runtime') === 'nodejs24.x' && String(of('Architectures')) === 'arm64'
          ? []
          : [`${id} runs on something else`]),
      ]
    })
  },

  'no log group of ours is read by our log ingest': (template) => {
    const own = ofType(template, 'AWS::Logs::LogGroup')
    const names = own.map(({ of }) => of('LogGroupName'))
    return [
      ...ofType(template, 'AWS::Logs::SubscriptionFilter')
        .filter(({ of }) => typeof of('LogGroupName') !== 'string' || names.includes(of('LogGroupName')))
        .map(({ id }) => `${id} subscribes to a group of ours`),
      ...ofType(template, 'AWS::Logs::AccountPolicy').flatMap(({ id, of }) => {
        const criteria = String(of('SelectionCriteria.Fn::Sub'))
        if (!criteria.startsWith('LogGroupName NOT IN [')) return [`${id} takes in everything`]
        return own
          .filter((group) => !criteria.includes(`"\${${group.id}}"`))
          .map((group) => `${id} takes in ${group.id}`)
      }),
    ]
  },

  'nothing that our own functions write comes back by the fast lane': (template) =>
    ofType(template, 'AWS::Events::Rule')
      .filter(({ of }) => list(of('EventPattern.detail-type')).includes('AWS API Call via CloudTrail'))
      .filter(({ of }) => {
        const kinds = list(of('EventPattern.detail.managementEvent'))
        const loud = JSON.stringify(of('EventPattern.detail.eventName') ?? [])
        return !kinds.includes(true) || kinds.includes(false) || !loud.includes('"CreateLogStream"')
      })
      .map(({ id }) => `${id} takes in data events, or the log streams that Lambda makes for us`),

  'every alarm tells the topic that findings go to, what it is and when it is over': (template) =>
    ofType(template, 'AWS::CloudWatch::Alarm')
      .filter(({ of }) => !tellsTopic(of('AlarmActions')) || !tellsTopic(of('OKActions')) || !of('AlarmDescription'))
      .map(({ id }) => `${id} tells nobody, or not what`),

  'every function is watched for errors and throttles, and every reader of a stream for lateness': (template) => {
    const functions = ofType(template, 'AWS::Lambda::Function').map(({ id }) => id)
    const readers = ofType(template, 'AWS::Lambda::EventSourceMapping')
      .filter(({ of }) => targetType(template, of('EventSourceArn')) === 'AWS::DynamoDB::Table')
      .map(({ of }) => String(target(of('FunctionName'))))
    return [
      ...functions.filter((id) => !isWatched(template, 'Errors', id)).map((id) => `${id} may fail in silence`),
      ...functions
        .filter((id) => !isWatched(template, 'Throttles', id))
        .map((id) => `${id} may be held back in silence`),
      ...readers
        .filter((id) => !isWatched(template, 'IteratorAge', id))
        .map((id) => `${id} may fall behind in silence`),
    ]
  },

  'every queue that nothing reads is watched for its depth': (template) => {
    const read = ofType(template, 'AWS::Lambda::EventSourceMapping').map(({ of }) => target(of('EventSourceArn')))
    return ofType(template, 'AWS::SQS::Queue')
      .filter(({ id }) => !read.includes(id) && !isWatched(template, 'ApproximateNumberOfMessagesVisible', id))
      .map(({ id }) => `${id} fills in silence`)
  },

  'every source is missed when it falls silent: by the name that its function counts by, CloudTrail by the lane that is complete':
    (template) => {
      const missed = [...alarmsOn(template, 'Received'), ...alarmsOn(template, 'NumberOfMessagesSent')]
        .filter(({ of }) => of('TreatMissingData') === 'breaching' && of('ComparisonOperator') === 'LessThanThreshold')
        .map(({ of }) => JSON.stringify(of('Dimensions')))
      return ofType(template, 'AWS::Lambda::Function')
        .filter(({ id }) => id.startsWith('Ingest'))
        .filter(({ id, of }) => {
          const service = { Name: 'service', Value: of('Environment.Variables.POWERTOOLS_SERVICE_NAME') }
          const files = { Name: 'QueueName', Value: { 'Fn::GetAtt': ['TrailQueue', 'QueueName'] } }
          return !missed.includes(JSON.stringify([id === 'IngestCloudtrailLambdaFunction' ? files : service]))
        })
        .map(({ id }) => `nobody misses ${id}`)
    },
}

function isWatched(template: Template, metric: string, id: string): boolean {
  return alarmsOn(template, metric).some(({ of }) =>
    list(of('Dimensions')).some((each) => target(at(each, 'Value')) === id),
  )
}

function alarmsOn(template: Template, metric: string): readonly Named[] {
  return ofType(template, 'AWS::CloudWatch::Alarm').filter(({ of }) => of('MetricName') === metric)
}

function tellsTopic(actions: unknown): boolean {
  return list(actions).some((action) => target(action) === 'AlertsTopic')
}

/** notify always; the others when what calls them is traced, since a trace of each would cost as much as all the rest. */
function traced(id: string, mode: unknown): boolean {
  return mode === 'Active' || (mode === 'PassThrough' && id !== 'NotifyLambdaFunction')
}
