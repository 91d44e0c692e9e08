/** Who did something to something, normalised from one record of one log (OCSF API Activity, class 6003). It keeps its record. */
export interface Activity {
  /** The record's own id where it has one that is unique (CloudTrail `eventID`), else derived from where it stands or what it says. */
  readonly uid: string
  /** Id of the source that read it: `aws.cloudtrail`, `aws.config` or `aws.lambda-logs`. */
  readonly source: string
  /** When it happened, in milliseconds since 1970. Never when we saw it. */
  readonly time: number
  /** The account it happened in (CloudTrail `recipientAccountId`), 12 digits; empty where the record does not say. */
  readonly account: string
  /** The region it was logged in; IAM and global STS calls say us-east-1. Empty where the record does not say. */
  readonly region: string
  /**
   * What was done: `service:Operation` as IAM spells it, without a date suffix (`lambda:UpdateFunctionCode`). Config items say
   * `config:Resource…`; Lambda's log lines take the type of Lambda's Telemetry API (`platform:report`), `function:log`, or `guard:signal`.
   */
  readonly action: string
  readonly actor: Actor
  readonly outcome: 'success' | 'failure'
  /** True for a call that changes something, false for one that only reads, absent where the record does not say. */
  readonly write?: boolean
  readonly origin: Origin
  readonly resources: readonly Resource[]
  /** The record as it was read, nested JSON strings decoded where the source says so. */
  readonly record: Readonly<Record<string, unknown>>
}

/** Who began it. Of an assumed role it is the role: the session's name is its caller's choice and never part of the id. */
export interface Actor {
  /** The key that memory is kept under: the ARN of the role, user or function; `service/<host>`; `account/<id>`; `federated/<issuer>/<subject>`. */
  readonly id: string
  readonly type: ActorType
  /** What people call it: the role's or user's name, the service's host, the subject. */
  readonly name: string
  /** The account it belongs to, which is another than the activity's in a cross-account call. */
  readonly account?: string
  readonly session?: Session
}

/** What kind of actor it is; `Unknown` is a kind that CloudTrail has and we do not know yet. */
export type ActorType =
  | 'Root'
  | 'User'
  | 'Role'
  | 'Service'
  | 'Account'
  | 'Federated'
  | 'IdentityCenter'
  | 'Function'
  | 'Unknown'

/** The credentials that were used, and who stood behind them as far as the one record tells. */
export interface Session {
  /** The access key that signed the call (`ASIA…` of a session, `AKIA…` of a user). */
  readonly key?: string
  /** The role session's name: of a Lambda function, the function's name. Chosen by whoever assumed the role. */
  readonly name?: string
  /** When its credentials were issued, in milliseconds since 1970. */
  readonly issued?: number
  readonly mfa?: boolean
  /** The person behind it: `sourceIdentity`, or the user of IAM Identity Center. */
  readonly person?: string
  /** The identity provider and subject that the role was assumed by: `<provider>/<subject>`. */
  readonly federated?: string
  /** The resource that AWS itself issued the credentials to (`inScopeOf.credentialsIssuedTo`), such as a function's ARN. */
  readonly issuedTo?: string
  /** The AWS service that made the call on the actor's behalf (`invokedBy`). */
  readonly via?: string
}

/** Where the call came from. */
export interface Origin {
  /** An address, a service's host name, or `AWS Internal`. */
  readonly ip?: string
  readonly userAgent?: string
  readonly vpcEndpoint?: string
}

/** What it was done to. */
export interface Resource {
  /** Its ARN where one is known, else the name that the record gives. */
  readonly uid: string
  /** Its CloudFormation type, `AWS::Lambda::Function`, or `Unknown`. */
  readonly type: string
}
