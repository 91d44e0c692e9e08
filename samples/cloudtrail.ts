import { millis, seconds } from './calendar.ts'
import { account, type Role, region, sessionArn, type User } from './cast.ts'
import type { Chance } from './chance.ts'

/** CloudTrail records as AWS writes them: the names and the order of the fields, version 1.11. */
export type TrailRecord = Readonly<Record<string, unknown>> & {
  readonly eventID: string
  readonly eventTime: string
  readonly eventSource: string
  readonly eventName: string
  readonly awsRegion: string
  readonly readOnly: boolean
  readonly managementEvent: boolean
}

/** What a call was, as far as it differs from the next one. */
export interface Call {
  readonly time: number
  readonly identity: object
  /** The service as its host begins: `lambda`. */
  readonly service: string
  readonly name: string
  readonly region?: string
  readonly ip: string
  readonly agent: string
  readonly write?: boolean
  readonly request?: object | null
  readonly response?: object | null
  readonly more?: object
  readonly error?: readonly [code: string, message: string]
  readonly resources?: readonly object[]
  /** A data event: an object's, not the account's. */
  readonly data?: boolean
  readonly shared?: boolean
  readonly endpoint?: string
  readonly type?: 'AwsApiCall' | 'AwsConsoleSignIn' | 'AwsServiceEvent'
  readonly host?: string
  readonly console?: boolean
}

/** The record that CloudTrail keeps of one call. */
export function record(draw: Chance, call: Call): TrailRecord {
  const where = call.region ?? region
  const fromService = call.ip.endsWith('.amazonaws.com') || call.ip === 'AWS Internal'
  return {
    eventVersion: '1.11',
    userIdentity: call.identity,
    eventTime: seconds(call.time),
    eventSource: `${call.service}.amazonaws.com`,
    eventName: call.name,
    awsRegion: where,
    sourceIPAddress: call.ip,
    userAgent: call.agent,
    ...(call.error && { errorCode: call.error[0], errorMessage: call.error[1] }),
    requestParameters: call.request ?? null,
    responseElements: call.response ?? null,
    ...(call.more && { additionalEventData: call.more }),
    requestID: call.service === 's3' ? draw.hex(16).toUpperCase() : draw.uuid(),
    eventID: draw.uuid(),
    readOnly: !call.write,
    ...(call.resources && { resources: call.resources }),
    eventType: call.type ?? 'AwsApiCall',
    managementEvent: !call.data,
    recipientAccountId: account,
    ...(call.shared && { sharedEventID: draw.uuid() }),
    ...(call.endpoint && { vpcEndpointId: call.endpoint, vpcEndpointAccountId: account }),
    eventCategory: call.data ? 'Data' : 'Management',
    ...(!fromService && {
      tlsDetails: {
        tlsVersion: 'TLSv1.3',
        cipherSuite: 'TLS_AES_128_GCM_SHA256',
        clientProvidedHostHeader: call.host ?? hostOf(call.service, where),
      },
    }),
    ...(call.console && { sessionCredentialFromConsole: 'true' }),
  }
}

/** Temporary credentials of a role: who holds them is what the story is about. */
export interface Credentials {
  readonly role: Role
  /** The session's name. */
  readonly session: string
  readonly key: string
  readonly issued: number
  /** The function that Lambda gave them to. It is sealed into the credentials, so it goes with them wherever they are taken. */
  readonly function?: string
  readonly federated?: { readonly provider: string }
}

/** Who the record says it was, of a role's session. `via` names the service that called on its behalf. */
export function session(credentials: Credentials, via?: string): object {
  const { role, session: name, key, issued, federated } = credentials
  return {
    type: 'AssumedRole',
    principalId: `${role.id}:${name}`,
    arn: sessionArn(role, name),
    accountId: account,
    accessKeyId: key,
    sessionContext: {
      sessionIssuer: { type: 'Role', principalId: role.id, arn: role.arn, accountId: account, userName: role.name },
      ...(federated && { webIdFederationData: { federatedProvider: federated.provider, attributes: {} } }),
      attributes: { creationDate: seconds(issued), mfaAuthenticated: 'false' },
    },
    ...(via && { invokedBy: via }),
    ...(credentials.function && {
      inScopeOf: { issuerType: 'AWS::Lambda::Function', credentialsIssuedTo: credentials.function },
    }),
  }
}

/** An AWS service acting for itself. */
export function service(host: string): object {
  return { type: 'AWSService', invokedBy: host }
}

/** A user with a long-lived key, or signed in to the console since. */
export function user(
  { id, arn, name, key }: User,
  signedIn?: { readonly key: string; readonly since: number },
): object {
  return {
    type: 'IAMUser',
    principalId: id,
    arn,
    accountId: account,
    accessKeyId: signedIn?.key ?? key,
    userName: name,
    ...(signedIn && {
      sessionContext: { attributes: { creationDate: seconds(signedIn.since), mfaAuthenticated: 'true' } },
    }),
  }
}

/** How IAM words a refusal. */
export function denial(who: string, action: string, on: string): string {
  return `User: ${who} is not authorized to perform: ${action} on resource: ${on} because no identity-based policy allows the ${action} action`
}

/** The envelope in which EventBridge hands over a record within minutes, before the file is written. */
export function envelope(draw: Chance, event: TrailRecord): object {
  const signIn = event.eventType === 'AwsConsoleSignIn'
  return {
    version: '0',
    id: draw.uuid(),
    'detail-type': signIn ? 'AWS Console Sign In via CloudTrail' : 'AWS API Call via CloudTrail',
    source: `aws.${event.eventSource.replace('.amazonaws.com', '')}`,
    account,
    time: millis(Date.parse(event.eventTime)).replace('.000', ''),
    region: event.awsRegion,
    resources: [],
    detail: event,
  }
}

function hostOf(name: string, where: string): string {
  if (name === 'iam') return 'iam.amazonaws.com'
  if (name === 'signin') return 'signin.aws.amazon.com'
  return `${name}.${where}.amazonaws.com`
}
