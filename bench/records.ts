import { type Chance, chance } from '../samples/chance.ts'
import {
  type Estate,
  estateOf,
  identities,
  iso,
  type Json,
  type Machine,
  type Principal,
  region,
} from './records/estate.ts'
import { type Kind, kinds } from './records/kinds.ts'

/** A file as CloudTrail delivers it: what one account and region did in some minutes, each record as the text it stands there as. */
export interface TrailFile {
  readonly account: string
  readonly region: string
  readonly records: readonly string[]
}

export interface TrailOptions {
  readonly records: number
  readonly perFile: number
  readonly seed?: string
}

/**
 * A busy account's trail as we believe it to be, the same bytes for the same seed: services that assume roles and use keys, AWS's agents
 * that write all day, programs that read, few programs and people that change something, few refusals. Ids, addresses, tokens and
 * times vary as much as in life, as they are what does not compress.
 */
export function* trailFiles({ records: total, perFile, seed = 'bench' }: TrailOptions): Generator<TrailFile> {
  const luck = chance(seed)
  const estates = Array.from({ length: accounts }, () => estateOf(luck))
  const start = Date.UTC(2026, 5, 1)
  for (let written = 0, file = 0; written < total; file++) {
    const estate = estates[file % accounts]!
    const slot = start + Math.floor(file / accounts) * minutes
    const size = Math.min(perFile, total - written)
    const times = Array.from({ length: size }, () => slot + luck.int(0, minutes / 1000 - 1) * 1000).sort(
      (a, b) => a - b,
    )
    const first = written
    const records = calls(estate, times, luck).map((call, index) =>
      JSON.stringify((first + index) % alarmEvery === alarmEvery / 10 ? alarming(call) : call),
    )
    yield { account: estate.account, region, records }
    written += size
  }
}

const accounts = 3
/** What a file covers, in milliseconds. */
const minutes = 5 * 60 * 1000

/** One call in so many is one to tell people of. */
const alarmEvery = 50_000

function alarming(call: Json): Json {
  return {
    ...call,
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    requestParameters: { name: 'main' },
    readOnly: false,
  }
}

function kindOf(luck: Chance): Kind {
  let left = luck.int(0, 999)
  for (const kind of kinds) {
    left -= kind.share
    if (left < 0) return kind
  }
  throw new Error('the shares of the kinds do not add up to a thousand')
}

/** Whoever calls mostly calls again: a page is listed to its end, an object after the other is decrypted. */
function calls(estate: Estate, times: readonly number[], luck: Chance): readonly Json[] {
  let [turn, left] = [turnOf(estate, luck), 0]
  return times.map((time) => {
    if (left-- === 0) [turn, left] = [turnOf(estate, luck), luck.int(0, mostInARow - 1)]
    return recordOf(turn, estate, time, luck)
  })
}

const mostInARow = 6

interface Turn {
  readonly kind: Kind
  readonly call: string
  readonly principal: Principal
  readonly machine: Machine
  readonly caller: string
}

function turnOf(estate: Estate, luck: Chance): Turn {
  const kind = kindOf(luck)
  const principal = luck.pick(kind.by === 'user' ? estate.users : estate.roles)
  const caller = `${luck.pick(['ec2', 'lambda', 'config', 'cloudtrail', 'ecs-tasks', 'delivery.logs'])}.amazonaws.com`
  return { kind, call: luck.pick(kind.calls), principal, machine: luck.pick(principal.machines), caller }
}

function recordOf({ kind, call, principal, machine, caller }: Turn, estate: Estate, time: number, luck: Chance): Json {
  const { by, readOnly, says, error } = kind
  const [service, eventName] = call.split(':')
  const host = `${service}.amazonaws.com`
  const ofService = by === 'service' || by === 'onBehalf'
  return {
    eventVersion: '1.11',
    userIdentity: identities[by]({ estate, principal, machine, caller, time, luck }),
    eventTime: iso(time),
    eventSource: host,
    eventName,
    awsRegion: region,
    sourceIPAddress: ofService ? caller : machine.address,
    userAgent: ofService ? caller : principal.agent,
    ...(error && {
      errorCode: error,
      errorMessage: `User: arn:aws:sts::${estate.account}:assumed-role/${principal.name} is not authorized to perform: ${service}:${eventName}`,
    }),
    requestParameters: null,
    responseElements: null,
    ...(!error && says?.(estate, luck)),
    requestID: luck.uuid(),
    eventID: luck.uuid(),
    readOnly,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: estate.account,
    ...(ofService && { sharedEventID: luck.uuid() }),
    eventCategory: 'Management',
    ...(!ofService && {
      tlsDetails: { tlsVersion: 'TLSv1.3', cipherSuite: 'TLS_AES_128_GCM_SHA256', clientProvidedHostHeader: host },
    }),
  }
}
