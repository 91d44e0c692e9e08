import {
  at,
  list,
  ofType,
  type Promises,
  resourceStatements,
  roleStatements,
  type Statement,
  type Template,
  target,
  targetType,
} from './template.ts'

/** Actions that AWS lets nobody narrow to a resource. Nothing may be added that reads or changes what belongs to somebody. */
const withoutResource = new Set(['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'dynamodb:ListStreams'])

/** What each function may do with each table: the picture of the architecture, as permissions. */
const tables: Readonly<Record<string, readonly string[]>> = {
  'IngestCloudtrailRole ActivitiesTable': ['PutItem'],
  'IngestConfigRole ActivitiesTable': ['PutItem'],
  'IngestLambdaLogsRole ActivitiesTable': ['PutItem'],
  'DetectBehaviourRole ActivitiesTable': ['DescribeStream', 'GetRecords', 'GetShardIterator'],
  'DetectBehaviourRole MemoryTable': ['BatchGetItem', 'PutItem'],
  'DetectBehaviourRole FindingsTable': ['PutItem'],
  'DetectDriftRole ActivitiesTable': ['DescribeStream', 'GetRecords', 'GetShardIterator'],
  'DetectDriftRole MemoryTable': ['BatchGetItem', 'PutItem'],
  'DetectDriftRole FindingsTable': ['PutItem'],
  'NotifyRole FindingsTable': ['DescribeStream', 'GetItem', 'GetRecords', 'GetShardIterator', 'UpdateItem'],
}

/** The attributes of a finding that notify may write, beside its key. */
const delivered = ['uid', 'delivered_slack', 'delivered_sns', 'delivered_eventbridge']

/** Who may do what. */
export const identity: Promises = {
  'every function has a role of its own, made for it': (template) => {
    const functions = ofType(template, 'AWS::Lambda::Function')
    const roles = functions.map(({ of }) => target(of('Role')))
    return functions.flatMap(({ id, of }, index) => {
      if (targetType(template, of('Role')) !== 'AWS::IAM::Role') return [`${id} has a role from elsewhere`]
      return roles.indexOf(roles[index]) === index ? [] : [`${id} shares ${roles[index]}`]
    })
  },

  'a role is assumed by Lambda alone and has no managed policy': (template) =>
    ofType(template, 'AWS::IAM::Role').flatMap(({ id, of }) => {
      const principals = list(of('AssumeRolePolicyDocument.Statement')).map((statement) =>
        JSON.stringify(at(statement, 'Principal')),
      )
      const alone = principals.join() === '{"Service":"lambda.amazonaws.com"}'
      return alone && of('ManagedPolicyArns') === undefined ? [] : [`${id} is not only its function's`]
    }),

  'no action is allowed by a wildcard': (template) =>
    allowed(template).flatMap(({ owner, actions }) =>
      actions.filter((action) => action.includes('*')).map((action) => `${owner} allows ${action}`),
    ),

  'nothing is said by what it is not': (template) =>
    [...roleStatements(template), ...resourceStatements(template)]
      .filter(({ document }) =>
        ['NotAction', 'NotResource', 'NotPrincipal'].some((name) => at(document, name) !== undefined),
      )
      .map(({ owner }) => `${owner} has a statement in the negative`),

  'the resource `*` stands only where AWS has no other': (template) =>
    roleStatements(template)
      .filter(({ allows, resources }) => allows && resources.some(isEverything))
      .flatMap(({ owner, actions }) =>
        actions
          .filter((action) => !withoutResource.has(action))
          .map((action) => `${owner} allows ${action} on everything`),
      ),

  'each function does with each table only what the picture shows': (template) => {
    const granted = tableActions(template)
    return [...new Set([...granted.keys(), ...Object.keys(tables)])]
      .filter((key) => granted.get(key)?.toSorted().join() !== tables[key]?.join())
      .map(
        (key) =>
          `${key}: ${granted.get(key)?.join(', ') ?? 'nothing'} instead of ${tables[key]?.join(', ') ?? 'nothing'}`,
      )
  },

  'notify writes of a finding only that it was delivered': (template) =>
    roleStatements(template)
      .filter(({ owner, actions }) => owner === 'NotifyRole' && actions.includes('dynamodb:UpdateItem'))
      .filter(({ document }) => {
        const attributes = at(document, 'Condition.ForAllValues:StringEquals')
        return (
          String(list(attributes).map((by) => (by as Record<string, unknown>)['dynamodb:Attributes'])) !==
          String(delivered)
        )
      })
      .map(({ owner }) => `${owner} may write other attributes`),

  'a key is used only through the service that it is for': (template) =>
    roleStatements(template)
      .filter(
        ({ actions, conditions }) =>
          actions.some((action) => action.startsWith('kms:')) && !conditions['kms:ViaService'],
      )
      .map(({ owner, sid }) => `${owner} ${sid} uses a key directly`),

  'a service is let in for a sender that is named, and nobody else is let in': (template) =>
    resourceStatements(template)
      .filter(({ allows }) => allows)
      .flatMap(({ owner, sid, principal, conditions }) => {
        if (isOwnAccount(principal)) return []
        if (typeof at(principal, 'Service') !== 'string') return [`${owner} ${sid} lets in others`]
        return conditions['aws:SourceArn'] ? [] : [`${owner} ${sid} lets in anybody's ${at(principal, 'Service')}`]
      }),

  'a rule on the bus of the account hears AWS alone, whose sources nobody else may claim': (template) =>
    ofType(template, 'AWS::Events::Rule')
      .filter(({ of }) => (of('EventBusName') ?? 'default') === 'default')
      .filter(({ of }) => {
        const sources = list(of('EventPattern.source')).map((source) => at(source, 'prefix') ?? source)
        return sources.length === 0 || !sources.every((source) => String(source).startsWith('aws.'))
      })
      .map(({ id }) => `${id} hears whoever may put events`),

  'no secret stands in an environment': (template) =>
    ofType(template, 'AWS::Lambda::Function').flatMap(({ id, of }) =>
      Object.entries(of('Environment.Variables') ?? {}).flatMap(([name, value]) => {
        if (typeof value === 'string')
          return /https?:|AKIA|xox|-----BEGIN/.test(value) ? [`${id} ${name} holds an address or a key`] : []
        const parameter = template.Parameters?.[target(value) ?? '']
        return parameter && !refusesSecrets(at(parameter, 'AllowedPattern'))
          ? [`${id} ${name} may be set to a secret`]
          : []
      }),
    ),
}

function allowed(template: Template): readonly Statement[] {
  return [...roleStatements(template), ...resourceStatements(template)].filter(({ allows }) => allows)
}

function tableActions(template: Template): ReadonlyMap<string, readonly string[]> {
  const granted = new Map<string, readonly string[]>()
  for (const { owner, allows, actions, resources } of roleStatements(template)) {
    const named = resources.filter((resource) => targetType(template, resource) === 'AWS::DynamoDB::Table').map(target)
    if (!allows) continue
    for (const table of named) {
      const key = `${owner} ${table}`
      granted.set(key, [...(granted.get(key) ?? []), ...actions.map((action) => action.replace('dynamodb:', ''))])
    }
  }
  return granted
}

/** `*`, and what is written as an ARN but names nothing. */
function isEverything(resource: unknown): boolean {
  const text = typeof resource === 'string' ? resource : at(resource, 'Fn::Sub')
  return typeof text === 'string' && (text === '*' || /^arn:([^:]*:){4}\*$/.test(text))
}

function isOwnAccount(principal: unknown): boolean {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: CloudFormation fills it in
  return at(principal, 'AWS.Fn::Sub') === 'arn:${AWS::Partition}:iam::${AWS::AccountId}:root'
}

/** Whether a parameter takes a reference to a secret, and not one itself. */
function refusesSecrets(pattern: unknown): boolean {
  if (typeof pattern !== 'string') return false
  return !['https://hooks.slack.com/services/T0/B0/x', 'AKIAIOSFODNN7EXAMPLE'].some((secret) =>
    new RegExp(pattern).test(secret),
  )
}
