const { createHash } = require('node:crypto')

/**
 * Subscribes ingestLambdaLogs to the log groups that the parameter `logGroups` lists (`--param logGroups=/aws/lambda/orders,/aws/lambda/mail`).
 * One of our own is refused: reading what it writes would feed it for ever.
 */
module.exports = async ({ resolveVariable }) => {
  const [list, name] = await Promise.all([resolveVariable('param:logGroups'), resolveVariable('self:custom.name')])
  const groups = new Set(
    String(list)
      .split(',')
      .map((group) => group.trim())
      .filter(Boolean),
  )
  for (const group of groups) {
    if (!/^[\w./#-]{1,512}$/.test(group)) throw new Error(`logGroups: not the name of a log group: ${group}`)
    if (!group.startsWith(`/aws/lambda/${name}-`)) continue
    throw new Error(`logGroups: ${group} is written by Vedette itself and would feed itself for ever`)
  }
  // A stack holds 500 resources, and ours are 85.
  if (groups.size > 400) throw new Error(`logGroups: ${groups.size} groups; above 400 set subscribeAccount instead`)

  return {
    Conditions: { ListsLogGroups: { 'Fn::Equals': [groups.size > 0 ? 'some' : 'none', 'some'] } },
    Resources: Object.fromEntries([...groups].map((group) => [logicalId(group), subscription(group)])),
  }
}

/** Letters and digits only, whatever the group is called. */
function logicalId(group) {
  return `LogsOf${createHash('sha256').update(group).digest('hex').slice(0, 20)}`
}

function subscription(group) {
  return {
    Type: 'AWS::Logs::SubscriptionFilter',
    DependsOn: 'LogsPermission',
    Properties: {
      LogGroupName: group,
      DestinationArn: { 'Fn::GetAtt': ['IngestLambdaLogsLambdaFunction', 'Arn'] },
      FilterPattern: '',
    },
  }
}
