import type { Actor, ActorType, Session } from '../../activity.ts'
import { type Building, type JsonObject, objectOf, textOf, timeOf } from '../../json.ts'

/**
 * Who began it, from `userIdentity`. A session's name is chosen by its caller, so the actor behind an assumed role is the role.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-user-identity.html
 */
export function actorOf(identity: JsonObject, record: JsonObject): Actor {
  const type = textOf(identity.type)
  const who = (identities.get(type ?? '') ?? unknown)(identity, record)
  const actor: Building<Actor> = { id: who.id, type: who.type, name: who.name }
  const account = textOf(identity.accountId) ?? accountIn(who.id)
  if (account) actor.account = account
  const session = sessionOf(identity)
  if (session) actor.session = session
  return actor
}

type Who = Pick<Actor, 'id' | 'type' | 'name'>
type Reader = (identity: JsonObject, record: JsonObject) => Who

// Maps, since a type named `constructor` must find nothing.
const identities: ReadonlyMap<string, Reader> = new Map(
  Object.entries<Reader>({
    Root: ({ arn, accountId, userName }) => {
      const account = textOf(accountId) ?? ''
      return { id: textOf(arn) ?? `arn:aws:iam::${account}:root`, type: 'Root', name: textOf(userName) ?? 'root' }
    },
    IAMUser: user,
    AssumedRole: issued,
    Role: issued,
    FederatedUser: issued,
    AWSService: (identity, record) => service(textOf(identity.invokedBy) ?? textOf(record.eventSource) ?? 'aws'),
    AWSAccount: ({ arn, accountId, principalId }) => {
      const account = textOf(accountId) ?? 'unknown'
      // Of a caller in another account only the unique id before the colon is not of his own choosing.
      const unique = textOf(principalId)?.split(':')[0]
      const id = textOf(arn) ?? (unique && unique !== account ? `account/${account}/${unique}` : `account/${account}`)
      return { id, type: 'Account', name: account }
    },
    WebIdentityUser: subject,
    SAMLUser: subject,
    IdentityCenterUser: ({ onBehalfOf, userName, principalId }) => {
      const userId = textOf(objectOf(onBehalfOf).userId) ?? textOf(principalId) ?? 'unknown'
      return { id: `identitycenter/${userId}`, type: 'IdentityCenter', name: textOf(userName) ?? userId }
    },
  }),
)

function user(identity: JsonObject): Who {
  const name = textOf(identity.userName) ?? lastPart(textOf(identity.arn)) ?? textOf(identity.principalId) ?? 'unknown'
  return { id: textOf(identity.arn) ?? `user/${textOf(identity.accountId) ?? ''}/${name}`, type: 'User', name }
}

/** A session of a role, or a federation token of a user: the issuer is the actor. */
function issued(identity: JsonObject): Who {
  const issuer = objectOf(objectOf(identity.sessionContext).sessionIssuer)
  const arn = textOf(identity.arn)
  const id = textOf(issuer.arn) ?? roleArn(arn) ?? arn ?? `principal/${textOf(identity.principalId) ?? 'unknown'}`
  return {
    id,
    type: issuerTypes.get(textOf(issuer.type) ?? 'Role') ?? 'Role',
    name: textOf(issuer.userName) ?? lastPart(id) ?? id,
  }
}

const issuerTypes: ReadonlyMap<string, ActorType> = new Map([
  ['Role', 'Role'],
  ['IAMUser', 'User'],
  ['Root', 'Root'],
])

function subject(identity: JsonObject): Who {
  const name = textOf(identity.userName) ?? textOf(identity.principalId) ?? 'unknown'
  return { id: `federated/${textOf(identity.identityProvider) ?? 'unknown'}/${name}`, type: 'Federated', name }
}

function service(host: string): Who {
  return { id: `service/${host}`, type: 'Service', name: host }
}

/** Service events and types that are new to us. Nobody named at all means that the service itself acts. */
function unknown(identity: JsonObject, record: JsonObject): Who {
  const id = textOf(identity.arn) ?? textOf(identity.principalId)
  if (id) return { id, type: 'Unknown', name: textOf(identity.userName) ?? lastPart(id) ?? id }
  return service(textOf(identity.invokedBy) ?? textOf(record.eventSource) ?? 'aws')
}

/** Assigned part by part: this runs for every record, and spreading what may be absent costs more than parsing it did. */
function sessionOf(identity: JsonObject): Session | undefined {
  const session: Building<Session> = {}
  const key = textOf(identity.accessKeyId)
  if (key) session.key = key
  const name = sessionName(textOf(identity.arn))
  if (name) session.name = name
  const context = objectOf(identity.sessionContext)
  const attributes = objectOf(context.attributes)
  const issuedAt = timeOf(attributes.creationDate)
  if (issuedAt !== undefined) session.issued = issuedAt
  const mfa = attributes.mfaAuthenticated
  if (mfa !== undefined) session.mfa = mfa === true || mfa === 'true'
  const person = personOf(identity, context, name)
  if (person) session.person = person
  const federated = federatedOf(identity, context)
  if (federated) session.federated = federated
  const issuedTo = textOf(objectOf(identity.inScopeOf).credentialsIssuedTo)
  if (issuedTo) session.issuedTo = issuedTo
  const via = identity.type === 'AWSService' ? undefined : textOf(identity.invokedBy)
  if (via) session.via = via
  for (const _ in session) return session
  return undefined
}

/** IAM Identity Center names the session of its reserved roles after the person; elsewhere only `sourceIdentity` cannot be made up. */
function personOf(identity: JsonObject, context: JsonObject, sessionName: string | undefined): string | undefined {
  const sourceIdentity = textOf(context.sourceIdentity)
  if (sourceIdentity) return sourceIdentity
  const role = textOf(objectOf(context.sessionIssuer).userName)
  if (role?.startsWith('AWSReservedSSO_')) return sessionName
  return textOf(objectOf(identity.onBehalfOf).userId)
}

function federatedOf(identity: JsonObject, context: JsonObject): string | undefined {
  const web = objectOf(context.webIdFederationData)
  const provider = textOf(web.federatedProvider) ?? textOf(identity.identityProvider)
  if (!provider) return undefined
  const subject =
    Object.entries(objectOf(web.attributes)).find(([key]) => key.endsWith(':sub'))?.[1] ?? identity.userName
  return textOf(subject) ? `${provider}/${textOf(subject)}` : provider
}

/** `arn:aws:sts::1:assumed-role/Deployer/build-7` is a session of `arn:aws:iam::1:role/Deployer` (a path, if it has one, is not in it). */
function roleArn(arn: string | undefined): string | undefined {
  const parts = /^arn:([^:]+):sts::(\d*):assumed-role\/([^/]+)/.exec(arn ?? '')
  return parts ? `arn:${parts[1]}:iam::${parts[2]}:role/${parts[3]}` : undefined
}

/** What stands behind the role in `…:assumed-role/role/session`, or behind `…:federated-user/`. */
function sessionName(arn: string | undefined): string | undefined {
  if (arn === undefined) return undefined
  const federated = arn.indexOf(':federated-user/')
  if (federated >= 0) return arn.slice(federated + ':federated-user/'.length) || undefined
  const role = arn.indexOf(':assumed-role/')
  const slash = role < 0 ? -1 : arn.indexOf('/', role + ':assumed-role/'.length)
  return slash < 0 ? undefined : arn.slice(slash + 1) || undefined
}

function lastPart(arn: string | undefined): string | undefined {
  return arn?.slice(Math.max(arn.lastIndexOf('/'), arn.lastIndexOf(':')) + 1) || undefined
}

function accountIn(arn: string): string | undefined {
  return arn.startsWith('arn:') ? /^arn:[^:]+:[^:]+:[^:]*:(\d{12}):/.exec(arn)?.[1] : undefined
}
