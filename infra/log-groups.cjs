const { createHash } = require('node:crypto')

/**
 * Subscribes ingestLambdaLogs to the log groups that the parameter `logGroups` lists (`--param logGroups=/aws/lambda/orders,/aws/lambda/mail`), and
 * ingestCloudtrail to the one that `trailLogGroup` names. One of our own is refused: reading what it writes would feed it for ever.
 */
module.exports = async ({ resolveVariable }) => {
  const [list, trail, name] = await Promise.all(
    ['param:logGroups', 'param:trailLogGroup', 'self:custom.name'].map((address) => resolveVariable(address)),
  )
  const groups = namesIn('logGroups', list, name)
  const [trailGroup, ...more] = namesIn('trailLogGroup', trail, name)
  // A stack holds 500 resources, and ours are 85.
  if (groups.size > 400) throw new Error(`logGroups: ${groups.size} groups; above 400 set subscribeAccount instead`)
  if (more.length > 0) throw new Error(`trailLogGroup: one log group, not ${more.length + 1}`)
  if (groups.has(trailGroup)) throw new Error(`logGroups: ${trailGroup} is the trail's, not a function's`)

  return {
    Conditions: { ListsLogGroups: { 'Fn::Equals': [groups.size > 0 ? 'some' : 'none', 'some'] } },
    Resources: {
      ...Object.fromEntries([...groups].map((group) => [logicalId(group), subscription(group)])),
      ...(trailGroup && trailSubscription(trailGroup)),
    },
  }
}

/** The log groups that a parameter names, by commas. */
function namesIn(parameter, list, own) {
  const groups = String(list)
    .split(',')
    .map((group) => group.trim())
    .filter(Boolean)
  for (const group of groups) {
    if (!/^[\w./#-]{1,512}$/.test(group)) throw new Error(`${parameter}: not the name of a log group: ${group}`)
    if (!group.startsWith(`/aws/lambda/${own}-`)) continue
    throw new Error(`${parameter}: ${group} is written by Vedette itself and would feed itself for ever`)
  }
  return new Set(groups)
}

/** Letters and digits only, whatever the group is called. */
function logicalId(group) {
  return `LogsOf${createHash('sha256').update(group).digest('hex').slice(0, 20)}`
}

function subscription(group, reader = 'IngestLambdaLogsLambdaFunction', permission = 'LogsPermission') {
  return {
    Type: 'AWS::Logs::SubscriptionFilter',
    DependsOn: permission,
    Properties: { LogGroupName: group, DestinationArn: { 'Fn::GetAtt': [reader, 'Arn'] }, FilterPattern: '' },
  }
}

/** The records of the trail as CloudWatch Logs tells them: the same ones as in its files, which are stored once. */
function trailSubscription(group) {
  const reader = 'IngestCloudtrailLambdaFunction'
  return {
    TrailLogs: subscription(group, reader, 'TrailLogsPermission'),
    TrailLogsPermission: {
      Type: 'AWS::Lambda::Permission',
      Properties: {
        FunctionName: { 'Fn::GetAtt': [reader, 'Arn'] },
        Action: 'lambda:InvokeFunction',
        Principal: 'logs.amazonaws.com',
        SourceAccount: { Ref: 'AWS::AccountId' },
        SourceArn: {
          'Fn::Sub': `arn:\${AWS::Partition}:logs:\${AWS::Region}:\${AWS::AccountId}:log-group:${group}:*`,
        },
      },
    },
  }
}
