import { chance } from './chance.ts'

/** Paperkite, a shop for stationery that does not exist: its account, people, functions and addresses. Numbers and addresses are those set aside for documentation. */

export const account = '111122223333'
export const region = 'eu-west-1'
/** Where IAM and the sign-in page keep their log. */
export const globalRegion = 'us-east-1'
/** The stranger's account. */
export const stranger = '444455556666'

export const addresses = {
  office: '198.51.100.23',
  home: '198.51.100.140',
  auditor: '198.51.100.77',
  /** GitHub's runner. */
  runner: '192.0.2.200',
  /** The NAT gateway through which the functions reach what has no endpoint in the network. */
  nat: '192.0.2.44',
  intruder: '203.0.113.66',
  intruderLater: '203.0.113.91',
} as const

export const endpoints = {
  s3: `vpce-${chance('vpce/s3').hex(17)}`,
  dynamodb: `vpce-${chance('vpce/dynamodb').hex(17)}`,
}
export const network = {
  subnets: [`subnet-${chance('subnet/a').hex(17)}`, `subnet-${chance('subnet/b').hex(17)}`],
  vpc: `vpc-${chance('vpc').hex(17)}`,
  group: `sg-${chance('sg').hex(17)}`,
} as const

export interface Role {
  readonly name: string
  readonly id: string
  readonly arn: string
  readonly path: string
}

export type FunctionName = 'orders-api' | 'orders-writer' | 'thumbnails' | 'nightly-report'
export const functionNames = ['orders-api', 'orders-writer', 'thumbnails', 'nightly-report'] as const

export const functionRoles: Readonly<Record<FunctionName, Role>> = {
  'orders-api': role('paperkite-orders-api'),
  'orders-writer': role('paperkite-orders-writer'),
  thumbnails: role('paperkite-thumbnails'),
  'nightly-report': role('paperkite-nightly-report'),
}

export const deployer = role('paperkite-deployer')
export const configRecorder = role('AWSServiceRoleForConfig', '/aws-service-role/config.amazonaws.com/')
export const scaler = role(
  'AWSServiceRoleForApplicationAutoScaling_DynamoDBTable',
  '/aws-service-role/dynamodb.application-autoscaling.amazonaws.com/',
)
export const advisor = role('AWSServiceRoleForTrustedAdvisor', '/aws-service-role/trustedadvisor.amazonaws.com/')

const reserved = `/aws-reserved/sso.amazonaws.com/${region}/`
export const developerRole = role('AWSReservedSSO_Developer_0a1b2c3d4e5f6071', reserved)
export const readerRole = role('AWSReservedSSO_ReadOnly_1f2e3d4c5b6a7980', reserved)

/** Somebody who signs in through IAM Identity Center. */
export interface Person {
  readonly mail: string
  readonly role: Role
  readonly address: string
  readonly browser: string
  readonly shell?: string
}

const mac =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36'
const linux = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'

export const mara: Person = {
  mail: 'mara.lind@paperkite.example',
  role: developerRole,
  address: addresses.office,
  browser: mac,
  shell:
    'aws-cli/2.27.50 md/awscrt#0.26.1 ua/2.1 os/macos#24.5.0 md/arch#arm64 lang/python#3.13.4 md/pyimpl#CPython cfg/retry-mode#standard md/installer#source md/prompt#off',
}
export const tom: Person = {
  mail: 'tom.osei@paperkite.example',
  role: developerRole,
  address: addresses.home,
  browser: linux,
  shell:
    'aws-cli/2.27.50 md/awscrt#0.26.1 ua/2.1 os/linux#6.14.0-24-generic md/arch#x86_64 lang/python#3.13.4 md/pyimpl#CPython cfg/retry-mode#standard md/installer#exe md/prompt#off',
}
export const ines: Person = {
  mail: 'ines.roth@paperkite.example',
  role: readerRole,
  address: addresses.office,
  browser: mac,
}

export interface User {
  readonly name: string
  readonly id: string
  readonly arn: string
  readonly key: string
}

/** The accountant's program, with a long-lived key. */
export const exporter = user('accounting-export')
/** The outside auditor, who signs in with a password and a second factor. */
export const auditor = user('audit-external')

export const buckets = {
  uploads: `paperkite-uploads-${account}`,
  artefacts: `paperkite-artefacts-${account}`,
  reports: `paperkite-reports-${account}`,
  trail: `paperkite-trail-${account}`,
} as const

export const trailName = 'paperkite-trail'
export const trailArn = `arn:aws:cloudtrail:${region}:${account}:trail/${trailName}`
export const tableArn = `arn:aws:dynamodb:${region}:${account}:table/orders`
export const topicArn = `arn:aws:sns:${region}:${account}:order-events`
export const queueArn = `arn:aws:sqs:${region}:${account}:orders`
export const ruleArn = `arn:aws:events:${region}:${account}:rule/nightly-report`
export const secretArn = `arn:aws:secretsmanager:${region}:${account}:secret:paperkite/payments-Qm4xTe`
export const ownLayer = `arn:aws:lambda:${region}:${account}:layer:imagemagick:7`
export const foreignLayer = `arn:aws:lambda:${region}:${stranger}:layer:node-metrics:3`
export const stackArn = `arn:aws:cloudformation:${region}:${account}:stack/paperkite-shop/${chance('stack').uuid()}`
export const oidcProvider = `arn:aws:iam::${account}:oidc-provider/token.actions.githubusercontent.com`
export const samlProvider = `arn:aws:iam::${account}:saml-provider/AWSSSO_7c31f0e2d9b84a65_DO_NOT_DELETE`

export const functionArn = (name: FunctionName): string => `arn:aws:lambda:${region}:${account}:function:${name}`
export const sessionArn = (role: Role, session: string): string =>
  `arn:aws:sts::${account}:assumed-role/${role.name}/${session}`

/** What the SDK says of itself inside Lambda. */
export const lambdaAgent = (api: string): string =>
  `aws-sdk-js/3.840.0 ua/2.1 os/linux#5.10.240-238.959.amzn2.x86_64 lang/js md/nodejs#22.16.0 api/${api}#3.840.0 exec-env/AWS_Lambda_nodejs22.x m/E,N,e`
export const runnerAgent = (api: string): string =>
  `aws-sdk-js/3.840.0 ua/2.1 os/linux#6.11.0-1015-azure lang/js md/nodejs#24.4.1 api/${api}#3.840.0 m/E,T`
export const intruderAgent =
  'Boto3/1.38.23 md/Botocore#1.38.23 ua/2.1 os/linux#6.8.0-60-generic md/arch#x86_64 lang/python#3.12.3 md/pyimpl#CPython m/Z,b,D cfg/retry-mode#legacy Botocore/1.38.23'

function role(name: string, path = '/'): Role {
  return { name, id: chance(`role/${name}`).id('AROA'), arn: `arn:aws:iam::${account}:role${path}${name}`, path }
}

function user(name: string): User {
  const draw = chance(`user/${name}`)
  return { name, id: draw.id('AIDA'), arn: `arn:aws:iam::${account}:user/${name}`, key: draw.id('AKIA') }
}
