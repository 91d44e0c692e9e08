import type { Actor, ActorType } from './activity.ts'
import { id, idOf, present } from './ocsf-fields.ts'

/** Who began it, as OCSF's object `actor`: the role or user, and beside it the session with its lineage. */
export interface OcsfActor {
  readonly user: {
    readonly uid: string
    readonly name: string
    readonly type: ActorType
    readonly type_id: number
    readonly account?: OcsfAccount
  }
  readonly session?: {
    readonly uid?: string
    readonly uid_alt?: string
    readonly credential_uid?: string
    readonly created_time?: number
    readonly is_mfa?: boolean
  }
  readonly idp?: { readonly name: string }
  readonly app_name?: string
  readonly app_uid?: string
}

/** An AWS account, as OCSF's object `account`. */
export interface OcsfAccount {
  readonly uid: string
  readonly type_id: 10
  readonly type: 'AWS Account'
}

/** An actor in OCSF's words. */
export function actorOf({ id: uid, type, name, account, session = {} }: Actor): OcsfActor {
  const lineage = present<NonNullable<OcsfActor['session']>>({
    uid: idOf(session.name),
    uid_alt: idOf(session.person),
    credential_uid: idOf(session.key),
    created_time: session.issued,
    is_mfa: session.mfa,
  })
  return present<OcsfActor>({
    user: present<OcsfActor['user']>({
      uid: id(uid),
      name: id(name),
      type,
      // OCSF knows users, administrators and systems: what it has no word for is Other (99), and `type` then is the source's word.
      type_id: type === 'User' ? 1 : type === 'Unknown' ? 0 : 99,
      account: accountOf(account),
    }),
    session: Object.keys(lineage).length > 0 ? lineage : undefined,
    idp: session.federated ? { name: id(session.federated) } : undefined,
    app_name: idOf(session.via),
    app_uid: idOf(session.issuedTo),
  })
}

/** The account of that number, or undefined where it is not known. */
export function accountOf(account: string | undefined): OcsfAccount | undefined {
  return account ? { uid: id(account), type_id: 10, type: 'AWS Account' } : undefined
}
