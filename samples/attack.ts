import { attacks, minute, second, spoken } from './calendar.ts'
import { addresses, exporter, foreignLayer, functionArn, functionRoles, stranger, trailArn } from './cast.ts'
import { type Chance, chance } from './chance.ts'
import { type Chapter, type Moment, moment } from './chapter.ts'
import { type Credentials, record, type TrailRecord } from './cloudtrail.ts'
import { type Change, changed, type Estate } from './config.ts'
import { role, vpcAccess } from './estate.ts'
import { answer, policyWith, revised } from './functions.ts'
import type { Served } from './invocations.ts'
import { everything, functionPolicies, invocation, lambdaTrust, strangerTrust } from './policies.ts'
import { discoveries, look, refusals, refuse, strangerAssumes, type Thief } from './thief.ts'

/** When the layer is attached: environments of the writer that start later have it. */
export const layered = attacks + 60 * minute

/** What the layer's extension calls itself. */
export const extensionName = 'node-metrics'

/** A part of the night. */
interface Act {
  readonly records?: readonly TrailRecord[]
  readonly changes?: readonly Change[]
  readonly moments: readonly Moment[]
}

/**
 * The attack. What succeeds does so by the policies in `policies.ts`: first what the forgotten `debug-temporary` lets `thumbnails`
 * do, then, once the writer's role may do everything, what the writer's stolen credentials can.
 */
export function attack(estate: Estate, served: readonly Served[]): Chapter {
  const draw = chance('attack')
  const injected = served.findLast(({ invocation }) => invocation.tag === 'injection')!
  const extended = served.find(({ environment }) => environment.extension === extensionName)!
  const first = { credentials: injected.environment.credentials, ip: addresses.intruder }
  const later = { credentials: extended.environment.credentials, ip: addresses.intruderLater }

  const acts = [
    breakIn(served, injected),
    lookAround(draw, first),
    attachLayer(draw, first, estate, extended),
    widenRole(draw, first),
    takeOver(draw, later),
    blindfold(draw, later),
    unseen(estate),
  ]
  const records = acts.flatMap((act) => act.records ?? [])
  const changes = acts.flatMap((act) => act.changes ?? [])
  const by = (thief: Thief) => ({ records: records.filter((one) => keyOf(one) === thief.credentials.key) })
  return {
    records,
    changes,
    estate: changes.reduce((now, { after }) => changed(now, after), estate),
    moments: [
      ...acts.flatMap(({ moments }) => moments),
      moment('stolen', 'The credentials of `thumbnails` are used from outside AWS.', by(first)),
      moment('stolen-again', 'The credentials of `orders-writer` are used from outside AWS.', by(later)),
    ],
  }
}

/** Requests that feel for a weak spot, then a picture whose name is a command; what it prints is all that is needed. */
function breakIn(served: readonly Served[], injected: Served): Act {
  const probes = served.filter(({ invocation }) => invocation.tag === 'recon')
  const pictures = served.filter(({ invocation }) => invocation.tag === 'injection')
  return {
    moments: [
      moment('probing', 'Somebody feels for a weak spot in the API with crafted requests.', {
        lines: probes.flatMap(complaints),
      }),
      moment('injection', 'Pictures named like shell commands: the shell stumbles, answers, then runs a script.', {
        records: pictures.flatMap(({ records }) => records.filter(({ eventName }) => eventName === 'GetObject')),
        lines: pictures.flatMap(complaints),
      }),
      moment('leak', 'The script prints the environment of `thumbnails`, its session credentials among it.', {
        lines: injected.lines.filter(({ message }) => message.includes('AWS_SESSION_TOKEN')),
      }),
    ],
  }
}

function complaints({ lines }: Served) {
  return lines.filter(({ message }) => /\b(ERROR|WARN)\b/.test(message))
}

/** From outside: who am I, what may I not, what may I, and the one secret there is. */
function lookAround(draw: Chance, thief: Thief): Act {
  const self = look(draw, thief, [44, 'sts', 'GetCallerIdentity'])
  const denied = refusals.map((one, place) => refuse(draw, thief, 45 * minute + place * 29 * second, one))
  const found = discoveries.map((one) => look(draw, thief, one))
  const secret = look(draw, thief, [55.4, 'secretsmanager', 'GetSecretValue', { secretId: 'paperkite/payments' }])
  return {
    records: [self, ...denied, ...found, secret],
    moments: [
      moment('denied', 'They are refused eight different calls in four minutes.', { records: denied }),
      moment('secret', 'They read the payment secret, which `thumbnails` never did.', { records: [secret] }),
    ],
  }
}

/** A layer of another account goes onto the writer, and with its next environment an extension starts. */
function attachLayer(draw: Chance, thief: Thief, estate: Estate, extended: Served): Act {
  const writer = estate.get('AWS::Lambda::Function/orders-writer')!
  const after = revised(writer, layered, { layers: [{ arn: foreignLayer, codeSize: 812_044 }] })
  const attached = look(draw, thief, [
    60,
    'lambda',
    'UpdateFunctionConfiguration20150331v2',
    { functionName: 'orders-writer', layers: [foreignLayer], environment: {} },
    { write: true, response: answer(after) },
  ])
  const changes = [{ captured: layered + 83 * second + 118, after, causes: [attached.eventID] }]
  return {
    records: [attached],
    changes,
    moments: [
      moment('layer', 'They attach a layer of another account to `orders-writer`.', { records: [attached], changes }),
      moment('extension', 'The layer starts an extension in the next environment of `orders-writer`.', {
        lines: extended.lines.filter(({ message }) => message.startsWith('EXTENSION')),
      }),
    ],
  }
}

/** The writer's role is made to permit everything, and to trust another account. */
function widenRole(draw: Chance, thief: Thief): Act {
  const writer = functionRoles['orders-writer']
  const policyName = 'orders-writer-maintenance'
  const inline = { ...functionPolicies['orders-writer'], [policyName]: everything }
  const trust = strangerTrust(stranger)
  const write = (minutes: number, name: string, request: object) =>
    look(draw, thief, [minutes, 'iam', name, { roleName: writer.name, ...request }, { write: true }])

  const put = write(68.3, 'PutRolePolicy', { policyName, policyDocument: JSON.stringify(everything) })
  const opened = write(71.6, 'UpdateAssumeRolePolicy', { policyDocument: JSON.stringify(trust) })
  const wider: Change = {
    captured: attacks + 69 * minute + 36_530,
    after: role(writer, lambdaTrust, inline, [vpcAccess]),
    causes: [put.eventID],
  }
  const open: Change = {
    captured: attacks + 73 * minute + 6_077,
    after: role(writer, trust, inline, [vpcAccess]),
    causes: [opened.eventID],
  }
  return {
    records: [put, opened],
    changes: [wider, open],
    moments: [
      moment('widened', "The writer's role may do everything.", { records: [put], changes: [wider] }),
      moment('trust', 'Another account may take up that role.', { records: [opened], changes: [open] }),
    ],
  }
}

/** What the extension sent out is used: a key that will outlast the session, and a visit from the other account. */
function takeOver(draw: Chance, thief: Thief): Act {
  const self = look(draw, thief, [82, 'sts', 'GetCallerIdentity'])
  const users = look(draw, thief, [82.7, 'iam', 'ListUsers', { maxItems: 100 }])
  const userName = exporter.name
  const createDate = spoken(attacks + 83 * minute + 54 * second)
  const accessKey = { userName, accessKeyId: draw.id('AKIA'), status: 'Active', createDate }
  const created = look(draw, thief, [
    83.9,
    'iam',
    'CreateAccessKey',
    { userName },
    { write: true, response: { accessKey } },
  ])
  const visit = record(draw, strangerAssumes(draw))
  return {
    records: [self, users, created, visit],
    moments: [
      moment('key', 'A second access key for the accountant’s user is made.', { records: [created] }),
      moment('visit', 'The other account takes up the role.', { records: [visit] }),
    ],
  }
}

function blindfold(draw: Chance, thief: Thief): Act {
  const trails = look(draw, thief, [89, 'cloudtrail', 'DescribeTrails', { includeShadowTrails: false }])
  const status = look(draw, thief, [89.5, 'cloudtrail', 'GetTrailStatus', { name: trailArn }])
  const stop = look(draw, thief, [91.7, 'cloudtrail', 'StopLogging', { name: trailArn }, { write: true }])
  return {
    records: [trails, status, stop],
    moments: [
      moment('blinded', 'The trail is stopped; from here on CloudTrail neither writes files nor tells EventBridge.', {
        records: [stop],
      }),
    ],
  }
}

/** What happened in the dark shows in Config alone. */
function unseen(estate: Estate): Act {
  const api = estate.get('AWS::Lambda::Function/orders-api')!
  const grant = invocation('maintenance', functionArn('orders-api'), { AWS: `arn:aws:iam::${stranger}:root` })
  const after = { ...api, supplementary: { ...api.supplementary, Policy: policyWith('orders-api', grant) } }
  const changes = [{ captured: attacks + 100 * minute + 24_301, after, causes: [] }]
  return {
    changes,
    moments: [
      moment('unseen', 'A grant to the other account appears on `orders-api`, and no record says who made it.', {
        changes,
      }),
    ],
  }
}

function keyOf({ userIdentity }: TrailRecord): Credentials['key'] | undefined {
  return (userIdentity as { readonly accessKeyId?: string }).accessKeyId
}
