import {
  at,
  list,
  type Named,
  named,
  ofType,
  type Promises,
  resourceStatements,
  type Template,
  target,
  targetType,
} from './template.ts'

/** What holds for everything that is handed over: nothing is lost in silence, nothing is tried for ever, nothing waits. */
export const delivery: Promises = {
  'every queue that a function reads gives up, to a dead-letter queue that nothing reads': (template) => {
    const read = queuesRead(template)
    return ofType(template, 'AWS::SQS::Queue').flatMap(({ id, of }) => {
      if (!read.has(id)) return []
      const deadLetters = of('RedrivePolicy.deadLetterTargetArn')
      if (targetType(template, deadLetters) !== 'AWS::SQS::Queue') return [`${id} has no dead-letter queue`]
      if (read.has(target(deadLetters)!)) return [`${id} gives up to a queue that a function reads`]
      const attempts = of('RedrivePolicy.maxReceiveCount')
      return within(attempts, 3, 20) ? [] : [`${id} gives up after ${attempts} attempts`]
    })
  },

  'every queue is encrypted and refuses plain HTTP, and a dead-letter queue keeps for 14 days': (template) => {
    const read = queuesRead(template)
    const tls = resourceStatements(template).filter(
      ({ allows, conditions }) => !allows && conditions['aws:SecureTransport'] === 'false',
    )
    return ofType(template, 'AWS::SQS::Queue').flatMap(({ id, of }) => [
      ...(of('SqsManagedSseEnabled') === true || of('KmsMasterKeyId') ? [] : [`${id} is not encrypted`]),
      ...(tls.some(({ resources }) => target(resources[0]) === id) ? [] : [`${id} takes messages without TLS`]),
      ...(read.has(id) || of('MessageRetentionPeriod') === 1_209_600 ? [] : [`${id} forgets before 14 days`]),
    ])
  },

  'a queue hides a message for six times as long as its function may take': (template) =>
    mappings(template, 'AWS::SQS::Queue').flatMap(({ id, of }) => {
      const hidden = Number(named(template, target(of('EventSourceArn'))).of('VisibilityTimeout'))
      const taken = Number(named(template, target(of('FunctionName'))).of('Timeout'))
      return hidden >= 6 * taken ? [] : [`${id}: ${hidden} s for a function of ${taken} s`]
    }),

  'every mapping of a queue answers for each message and is bounded': (template) =>
    mappings(template, 'AWS::SQS::Queue').flatMap((mapping) => [
      ...answersForEach(mapping),
      ...(within(mapping.of('ScalingConfig.MaximumConcurrency'), 2, 100)
        ? []
        : [`${mapping.id} has no maximum concurrency`]),
    ]),

  'every mapping of a stream answers for each record, bisects, gives up in time and says where': (template) =>
    mappings(template, 'AWS::DynamoDB::Table').flatMap((mapping) => {
      const { id, of } = mapping
      return [
        ...answersForEach(mapping),
        ...(of('BisectBatchOnFunctionError') === true ? [] : [`${id} does not bisect`]),
        ...(within(of('MaximumRetryAttempts'), 1, 100)
          ? []
          : [`${id} retries ${of('MaximumRetryAttempts') ?? 'for ever'}`]),
        ...(within(of('MaximumRecordAgeInSeconds'), 3600, 72_000)
          ? []
          : [`${id} is not bounded within its stream's 24 hours`]),
        ...(isQueue(template, of('DestinationConfig.OnFailure.Destination')) ? [] : [`${id} gives up in silence`]),
        ...(of('StartingPosition') === 'TRIM_HORIZON' ? [] : [`${id} skips what came before it`]),
      ]
    }),

  'no stream wakes a function for what expires': (template) =>
    mappings(template, 'AWS::DynamoDB::Table').flatMap(({ id, of }) => {
      const patterns = list(of('FilterCriteria.Filters')).map((filter) => JSON.parse(String(at(filter, 'Pattern'))))
      const names = patterns.flatMap((pattern) => list(at(pattern, 'eventName') ?? 'REMOVE'))
      return names.length > 0 && !names.includes('REMOVE') ? [] : [`${id} is woken by removals`]
    }),

  'nothing waits on the way to an alert': (template) => [
    ...ofType(template, 'AWS::Lambda::EventSourceMapping')
      .filter(({ of }) => of('MaximumBatchingWindowInSeconds') !== 0 || of('TumblingWindowInSeconds'))
      .map(({ id }) => `${id} waits for a batch`),
    ...ofType(template, 'AWS::SQS::Queue')
      .filter(({ of }) => of('DelaySeconds'))
      .map(({ id }) => `${id} delays`),
    ...ofType(template, 'AWS::Events::Rule')
      .filter(({ of }) => of('ScheduleExpression'))
      .map(({ id }) => `${id} runs by the clock`),
  ],

  'what EventBridge cannot hand over ends in a queue that lets it in': (template) => {
    const open = resourceStatements(template)
      .filter(({ allows, principal }) => allows && at(principal, 'Service') === 'events.amazonaws.com')
      .map(({ resources }) => target(resources[0]))
    return ofType(template, 'AWS::Events::Rule').flatMap(({ id, of }) =>
      list(of('Targets')).flatMap((to) => [
        ...(open.includes(target(at(to, 'DeadLetterConfig.Arn')) ?? '')
          ? []
          : [`${id}: no dead-letter queue, or it refuses EventBridge`]),
        ...(isQueue(template, at(to, 'Arn')) && !open.includes(target(at(to, 'Arn')))
          ? [`${id}: its queue refuses EventBridge`]
          : []),
        ...(within(at(to, 'RetryPolicy.MaximumRetryAttempts'), 1, 185) ? [] : [`${id}: no bound to its attempts`]),
      ]),
    )
  },

  'a function that is called and not waited for retries a few times, then says what failed': (template) => {
    const configs = ofType(template, 'AWS::Lambda::EventInvokeConfig')
    const called = new Set(ofType(template, 'AWS::Lambda::Permission').map(({ of }) => target(of('FunctionName'))))
    return [...called].flatMap((name) => {
      const config = configs.find(({ of }) => target(of('FunctionName')) === name)
      if (!config) return [`${name} has no bound to asynchronous calls`]
      const bounded =
        within(config.of('MaximumRetryAttempts'), 0, 2) && within(config.of('MaximumEventAgeInSeconds'), 60, 21_600)
      return bounded && isQueue(template, config.of('DestinationConfig.OnFailure.Destination'))
        ? []
        : [`${name} loses failed calls`]
    })
  },
}

function mappings(template: Template, from: string): readonly Named[] {
  return ofType(template, 'AWS::Lambda::EventSourceMapping').filter(
    ({ of }) => targetType(template, of('EventSourceArn')) === from,
  )
}

function queuesRead(template: Template): ReadonlySet<string> {
  return new Set(mappings(template, 'AWS::SQS::Queue').map(({ of }) => target(of('EventSourceArn'))!))
}

function answersForEach({ id, of }: Named): readonly string[] {
  return list(of('FunctionResponseTypes')).includes('ReportBatchItemFailures') ? [] : [`${id} fails as a whole`]
}

function isQueue(template: Template, value: unknown): boolean {
  return targetType(template, value) === 'AWS::SQS::Queue'
}

function within(value: unknown, least: number, most: number): boolean {
  return typeof value === 'number' && value >= least && value <= most
}
