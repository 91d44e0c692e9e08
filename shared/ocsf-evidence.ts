import { Buffer } from 'node:buffer'
import type { Activity } from './activity.ts'
import { textOf } from './json.ts'
import { actorOf, type OcsfActor } from './ocsf-actor.ts'
import { id, idOf, present } from './ocsf-fields.ts'

/** What a finding rests on, as OCSF's object `evidences`: the call, who made it from where, and the record of it. */
export interface OcsfEvidence {
  readonly uid: string
  readonly name: string
  readonly actor: OcsfActor
  readonly api?: {
    readonly operation: string
    readonly service: { readonly name: string }
    readonly response?: { readonly error: string }
  }
  readonly src_endpoint?: { readonly ip?: string; readonly svc_name?: string; readonly uid?: string }
  readonly http_request?: { readonly user_agent: string }
  /** The raw record, or `{ left_out }` saying why it is not here. */
  readonly data: Readonly<Record<string, unknown>>
}

/** The evidence that one activity is. */
export function evidenceOf(activity: Activity): OcsfEvidence {
  const { uid, source, action, actor, origin } = activity
  return present<OcsfEvidence>({
    uid: id(uid),
    name: id(action),
    actor: actorOf(actor),
    api: source === 'aws.cloudtrail' ? apiOf(activity) : undefined,
    src_endpoint: endpointOf(origin),
    http_request: origin.userAgent ? { user_agent: id(origin.userAgent) } : undefined,
    data: bounded(activity.record),
  })
}

function apiOf({ action, record }: Activity): NonNullable<OcsfEvidence['api']> {
  const [service = '', operation = ''] = action.split(':')
  const error = idOf(textOf(record.errorCode))
  return present<NonNullable<OcsfEvidence['api']>>({
    operation: id(operation),
    service: { name: id(service) },
    response: error ? { error } : undefined,
  })
}

/** CloudTrail's source address is an IP address, the host name of an AWS service, or `AWS Internal`: only the first is OCSF's `ip`. */
function endpointOf({ ip, vpcEndpoint }: Activity['origin']): OcsfEvidence['src_endpoint'] | undefined {
  if (!ip && !vpcEndpoint) return undefined
  const address =
    ip === undefined ? {} : isAddress(ip) ? { ip } : present<{ svc_name?: string }>({ svc_name: idOf(ip) })
  return { ...address, ...(vpcEndpoint ? { uid: id(vpcEndpoint) } : {}) }
}

function isAddress(text: string): boolean {
  if (v4.test(text)) return true
  return /^[\da-f:.]{2,40}$/i.test(text) && URL.canParse(`http://[${text}]/`)
}

const v4 = /^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(?!$)|$)){4}$/

function bounded(record: Activity['record']): OcsfEvidence['data'] {
  const size = Buffer.byteLength(JSON.stringify(record))
  return size > recordBytes
    ? { left_out: `The record is ${size} bytes of JSON, more than the ${recordBytes} carried here.` }
    : record
}

const recordBytes = 64 * 1024
