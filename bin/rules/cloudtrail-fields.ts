import { facts } from '../../shared/rules/facts.ts'
import { unknownWord } from '../../shared/sigma/suggest.ts'

/** The fields of a map, or `anything` where the service that was called decides what is in it. */
interface Fields {
  readonly [name: string]: Fields | typeof anything
}

const anything = Symbol('anything')

const issuer: Fields = {
  type: anything,
  principalId: anything,
  arn: anything,
  accountId: anything,
  userName: anything,
}

const session: Fields = {
  sessionIssuer: issuer,
  attributes: { creationDate: anything, mfaAuthenticated: anything },
  webIdFederationData: { federatedProvider: anything, attributes: anything },
  sourceIdentity: anything,
  ec2RoleDelivery: anything,
  ec2IssuedInVpc: anything,
  assumedRoot: anything,
}

const identity: Fields = {
  type: anything,
  userName: anything,
  principalId: anything,
  arn: anything,
  accountId: anything,
  accessKeyId: anything,
  sessionContext: session,
  invokedBy: anything,
  invokedByDelegate: anything,
  identityProvider: anything,
  credentialId: anything,
  onBehalfOf: { userId: anything, identityStoreArn: anything },
  inScopeOf: { sourceArn: anything, sourceAccount: anything, issuerType: anything, credentialsIssuedTo: anything },
}

/**
 * What a CloudTrail record holds: management, data and network activity events, and those of Insights.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
const record: Fields = {
  eventVersion: anything,
  userIdentity: identity,
  eventTime: anything,
  eventSource: anything,
  eventName: anything,
  awsRegion: anything,
  sourceIPAddress: anything,
  userAgent: anything,
  errorCode: anything,
  errorMessage: anything,
  requestParameters: anything,
  responseElements: anything,
  additionalEventData: anything,
  requestID: anything,
  eventID: anything,
  eventType: anything,
  apiVersion: anything,
  managementEvent: anything,
  readOnly: anything,
  resources: { ARN: anything, ARNPrefix: anything, accountId: anything, type: anything },
  recipientAccountId: anything,
  serviceEventDetails: anything,
  sharedEventID: anything,
  vpcEndpointId: anything,
  vpcEndpointAccountId: anything,
  eventCategory: anything,
  addendum: anything,
  eventContext: anything,
  sessionCredentialFromConsole: anything,
  edgeDeviceDetails: anything,
  tlsDetails: {
    tlsVersion: anything,
    cipherSuite: anything,
    clientProvidedHostHeader: anything,
    keyExchange: anything,
  },
  insightDetails: anything,
  insightContext: anything,
}

/** Why no CloudTrail record has this field, or nothing. */
export function unknownField(field: string): string | undefined {
  if (field.startsWith('vedette.')) return undefined // The compiler refuses those that there are not.
  let here: Fields = record
  let path = ''
  for (const step of field.split('.')) {
    const next: Fields | typeof anything | undefined = Object.hasOwn(here, step) ? here[step] : undefined
    if (next === anything) return undefined
    if (next === undefined) {
      const names = Object.keys(here).map((name) => `${path}${name}`)
      const known = path === '' ? [...names, ...facts.keys()] : names
      return `no CloudTrail record has it: ${unknownWord('field', `${path}${step}`, known)}`
    }
    here = next
    path += `${step}.`
  }
  return undefined
}
