import { begins, day, ends, hour, minute, second } from './calendar.ts'
import {
  account,
  addresses,
  auditor,
  buckets,
  exporter,
  globalRegion,
  ines,
  mara,
  type Person,
  region,
  sessionArn,
  tom,
} from './cast.ts'
import { type Chance, chance } from './chance.ts'
import { type Call, type Credentials, denial, record, session, type TrailRecord, user } from './cloudtrail.ts'
import { federated, issued, signIn } from './sign-in.ts'

/** People at work: they sign in, look at things, are refused now and then, and go home. Nobody works at weekends, nobody is root. */
export function people(): readonly TrailRecord[] {
  const calls: Call[] = []
  for (let midnight = begins; midnight < ends; midnight += day)
    calls.push(...oneDay(chance(`people/${midnight}`), midnight))
  const draw = chance('people')
  return calls.filter(({ time }) => time < ends).map((call) => record(draw, call))
}

function oneDay(draw: Chance, midnight: number): readonly Call[] {
  const weekday = new Date(midnight).getUTCDay()
  const number = Math.round((midnight - begins) / day) + 1
  if (weekday === 0 || weekday === 6) return []
  return [
    ...workday(draw, midnight, mara),
    ...workday(draw, midnight, tom),
    ...(weekday % 2 === 1 ? workday(draw, midnight, ines) : []),
    ...(weekday === 1 ? accounting(midnight + 6 * hour + 3 * minute) : []),
    ...(weekday === 4 ? audit(draw, midnight + 13 * hour + draw.int(0, 40) * minute) : []),
    ...refusals.filter((one) => one.day === number).flatMap((one) => refused(draw, midnight, one)),
  ]
}

/** A look at something: the call, its service, what it asks. */
type Look = readonly [service: string, name: string, request: object | null]

const looks: readonly (readonly Look[])[] = [
  [
    ['lambda', 'ListFunctions20150331', { maxItems: 50 }],
    ['lambda', 'GetAccountSettings20160819', null],
    ['lambda', 'GetFunction20150331v2', { functionName: 'orders-api' }],
    ['lambda', 'GetPolicy20150331v2', { functionName: 'orders-api' }],
  ],
  [
    ['monitoring', 'DescribeAlarms', { maxRecords: 100 }],
    ['logs', 'DescribeLogGroups', { logGroupNamePrefix: '/aws/lambda/' }],
    [
      'logs',
      'DescribeLogStreams',
      { logGroupName: '/aws/lambda/thumbnails', orderBy: 'LastEventTime', descending: true },
    ],
  ],
  [
    ['cloudformation', 'DescribeStacks', { stackName: 'paperkite-shop' }],
    ['cloudformation', 'DescribeStackEvents', { stackName: 'paperkite-shop' }],
    ['cloudformation', 'ListStackResources', { stackName: 'paperkite-shop' }],
  ],
  [
    ['dynamodb', 'DescribeTable', { tableName: 'orders' }],
    [
      'sqs',
      'GetQueueAttributes',
      { queueUrl: `https://sqs.${region}.amazonaws.com/${account}/orders`, attributeNames: ['All'] },
    ],
    ['sns', 'GetTopicAttributes', { topicArn: `arn:aws:sns:${region}:${account}:order-events` }],
  ],
  [
    ['s3', 'ListBuckets', { Host: `s3.${region}.amazonaws.com` }],
    [
      's3',
      'GetBucketVersioning',
      { bucketName: buckets.artefacts, Host: `${buckets.artefacts}.s3.${region}.amazonaws.com`, versioning: '' },
    ],
  ],
]

/** Signs in, looks at a few things in the console, and in the afternoon at a few from the shell. */
function workday(draw: Chance, midnight: number, person: Person): readonly Call[] {
  const morning = midnight + 7 * hour + draw.int(30, 75) * minute
  const afternoon = midnight + 13 * hour + draw.int(0, 90) * minute
  const console = issued(draw, person, morning)
  const shell = issued(draw, person, afternoon)
  return [
    federated(draw, person, console),
    signIn(person, console),
    ...glance(draw, person, console, morning + draw.int(3, 25) * minute, person.browser),
    ...glance(draw, person, console, morning + draw.int(90, 200) * minute, person.browser),
    ...(person.shell
      ? [
          federated(draw, person, shell),
          ...glance(draw, person, shell, afternoon + draw.int(1, 9) * minute, person.shell),
        ]
      : []),
  ]
}

function glance(draw: Chance, person: Person, credentials: Credentials, from: number, agent: string): readonly Call[] {
  return draw.pick(looks).map(([service, name, request], place) => ({
    ...by(person, credentials, agent),
    time: from + place * draw.int(4, 40) * second,
    service,
    name,
    request,
  }))
}

function by(person: Person, credentials: Credentials, agent: string) {
  const inBrowser = agent === person.browser
  return { identity: session(credentials), ip: person.address, agent, ...(inBrowser && { console: true }) }
}

/** The accountant's program reads the reports on Mondays; what it reads is not in the trail, where it looks is. */
function accounting(time: number): readonly Call[] {
  const agent =
    'Boto3/1.34.131 md/Botocore#1.34.131 ua/2.0 os/windows#10 md/arch#amd64 lang/python#3.11.9 md/pyimpl#CPython cfg/retry-mode#legacy Botocore/1.34.131'
  const Host = `${buckets.reports}.s3.${region}.amazonaws.com`
  return [
    {
      time,
      identity: user(exporter),
      service: 's3',
      name: 'GetBucketLocation',
      ip: addresses.office,
      agent,
      request: { bucketName: buckets.reports, Host, location: '' },
    },
  ]
}

/** The auditor comes on Thursdays, with password and second factor, and reads. */
function audit(draw: Chance, time: number): readonly Call[] {
  const signedIn = { key: draw.id('ASIA'), since: time }
  const { accessKeyId: _, sessionContext: __, ...identity } = user(auditor, signedIn) as Record<string, unknown>
  const browser =
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36'
  const reads: readonly Look[] = [
    ['iam', 'GetAccountSummary', null],
    ['iam', 'GetAccountPasswordPolicy', null],
    ['cloudtrail', 'DescribeTrails', { trailNameList: [] }],
    ['cloudtrail', 'GetTrailStatus', { name: 'paperkite-trail' }],
    ['config', 'DescribeConfigurationRecorders', null],
  ]
  return [
    {
      time,
      identity,
      service: 'signin',
      name: 'ConsoleLogin',
      region: globalRegion,
      ip: addresses.auditor,
      agent: browser,
      write: true,
      type: 'AwsConsoleSignIn',
      response: { ConsoleLogin: 'Success' },
      more: {
        LoginTo: 'https://console.aws.amazon.com/console/home',
        MobileVersion: 'No',
        MFAIdentifier: `arn:aws:iam::${account}:mfa/${auditor.name}`,
        MFAUsed: 'Yes',
      },
    },
    ...reads.map(([service, name, request], place) => ({
      time: time + (place + 1) * draw.int(15, 70) * second,
      identity: user(auditor, signedIn),
      service,
      name,
      ...(service === 'iam' && { region: globalRegion }),
      ip: addresses.auditor,
      agent: browser,
      request,
      console: true,
    })),
  ]
}

/** Now and then somebody may not, once. */
const refusals = [
  {
    day: 3,
    person: tom,
    service: 'iam',
    name: 'ListUsers',
    action: 'iam:ListUsers',
    on: `arn:aws:iam::${account}:user/`,
    region: globalRegion,
  },
  { day: 10, person: mara, service: 'kms', name: 'ListAliases', action: 'kms:ListAliases', on: '*', region },
  {
    day: 12,
    person: ines,
    service: 'ssm',
    name: 'DescribeParameters',
    action: 'ssm:DescribeParameters',
    on: `arn:aws:ssm:${region}:${account}:*`,
    region,
  },
] as const

function refused(draw: Chance, midnight: number, one: (typeof refusals)[number]): readonly Call[] {
  const time = midnight + 11 * hour + draw.int(0, 50) * minute
  const credentials = issued(draw, one.person, time - 20 * minute)
  return [
    federated(draw, one.person, credentials),
    {
      ...by(one.person, credentials, one.person.browser),
      time,
      service: one.service,
      name: one.name,
      region: one.region,
      error: ['AccessDenied', denial(sessionArn(one.person.role, one.person.mail), one.action, one.on)],
    },
  ]
}
