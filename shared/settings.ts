import type { Activity } from './activity.ts'

/** What the people who deploy this say about their accounts, in `vedette.config.yml`. */
export interface Settings {
  /** Roles and users that deploy: ARNs, with `*` for any text. A change of theirs counts one grade lower, never nothing. */
  readonly deployers: readonly string[]
  readonly organisation: Organisation
}

/** What belongs to the same people: nothing in it is external. */
export interface Organisation {
  /** `o-a1b2c3d4e5`, where there is one. */
  readonly id?: string
  readonly accounts: readonly string[]
}

/** What holds where nothing is said. */
export const noSettings: Settings = { deployers: [], organisation: { accounts: [] } }

/** Says whether an account is the activity's own or one of the organisation. */
export function ownAccounts({ organisation }: Settings): (activity: Activity) => (account: string) => boolean {
  const accounts = new Set(organisation.accounts)
  return (activity) => (account) => account === activity.account || accounts.has(account)
}

/**
 * Says whether an activity's actor is a deployer. Of an ARN with any account only one's own count: whoever is let in from outside
 * can name a role as he likes.
 */
export function deployerTest(settings: Settings): (activity: Activity) => boolean {
  const isOwn = ownAccounts(settings)
  const patterns = settings.deployers.map(pattern)
  return (activity) => {
    const { id, account } = activity.actor
    if (account === undefined || !patterns.some((one) => one.test(id))) return false
    return isOwn(activity)(account)
  }
}

/** An asterisk stays within its part of the ARN, as a name cannot hold a colon. */
function pattern(arn: string): RegExp {
  const parts = arn.split(/\*+/).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(`^${parts.join('[^:]*')}$`)
}

/**
 * Whether CloudFormation made the call, for its actor or in its own name, by AWS's own word: a user agent says it too, but anyone can write
 * one, while a service's name where the address stands is AWS's to write.
 */
export function isByCloudFormation({ actor, origin }: Activity): boolean {
  return (
    actor.session?.via === cloudFormation || origin.ip === cloudFormation || actor.id === `service/${cloudFormation}`
  )
}

const cloudFormation = 'cloudformation.amazonaws.com'
