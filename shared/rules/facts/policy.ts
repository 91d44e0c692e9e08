import type { Activity } from '../../activity.ts'
import { externalAccounts, externalOrganisations, externalPrincipals } from '../../policy/accounts.ts'
import { escalations } from '../../policy/escalation.ts'
import { type Found, valuesOf } from '../../policy/found.ts'
import { lockouts } from '../../policy/lockout.ts'
import { publicGrants } from '../../policy/public.ts'
import { unconditionalServices } from '../../policy/services.ts'
import { type Trust, trustOf } from '../../policy/trust.ts'
import { widePermissions, wideWrites } from '../../policy/wide.ts'
import { isAdmin, wildcardActions } from '../../policy/wildcards.ts'
import { ownAccounts, type Settings } from '../../settings.ts'
import { carriedBy, type PolicyKind } from './carriers.ts'
import { type Fact, some } from './fact.ts'

/** What rules can ask of the policies that a call sets, by name. */
export function policyFacts(settings: Settings): readonly (readonly [string, Fact])[] {
  const read = remembered(settings)
  const list = (ask: (answers: Answers) => readonly Found[]) => (activity: Activity) =>
    some(valuesOf(ask(read(activity))))
  const asked = (kinds: readonly PolicyKind[], holds: (answers: Answers) => boolean) => (activity: Activity) => {
    const answers = read(activity)
    return kinds.some((kind) => answers.kinds.has(kind)) ? holds(answers) : undefined
  }
  return [
    ['vedette.policy.public', asked(['resource', 'trust'], ({ everyone }) => everyone().length > 0)],
    ['vedette.policy.accounts', list(({ accounts }) => accounts())],
    ['vedette.policy.external_principals', list(({ principals }) => principals())],
    ['vedette.policy.organisations', list(({ organisations }) => organisations())],
    ['vedette.policy.wildcard', list(({ wildcards }) => wildcards())],
    ['vedette.policy.wide_writes', list(({ writes }) => writes())],
    ['vedette.policy.wide_permissions', list(({ permissions }) => permissions())],
    ['vedette.policy.admin', asked(['identity'], ({ wildcards }) => isAdmin(valuesOf(wildcards())))],
    ['vedette.policy.escalation', list(({ ways }) => ways())],
    ['vedette.policy.unconditional_services', list(({ services }) => services())],
    ['vedette.policy.denies_everyone', asked(['resource'], ({ locks }) => locks().length > 0)],
    ['vedette.policy.unreadable', (activity) => read(activity).unreadable || undefined],
    ['vedette.policy.reasons', (activity) => some(reasons(read(activity)))],
    ['vedette.trust.everyone', asked(['trust'], ({ trust }) => trust().everyone.length > 0)],
    ['vedette.trust.accounts', list(({ trust }) => trust().accounts)],
    ['vedette.trust.accounts_without_external_id', list(({ trust }) => trust().withoutExternalId)],
    ['vedette.trust.providers', list(({ trust }) => trust().providers)],
    ['vedette.trust.open_providers', list(({ trust }) => trust().openProviders)],
    ['vedette.trust.services', list(({ trust }) => trust().services)],
  ]
}

/** The questions about one call's policies, each answered once and only when asked. */
interface Answers {
  readonly kinds: ReadonlySet<PolicyKind>
  readonly unreadable: boolean
  readonly everyone: Ask
  readonly accounts: Ask
  readonly principals: Ask
  readonly organisations: Ask
  readonly wildcards: Ask
  readonly writes: Ask
  readonly permissions: Ask
  readonly ways: Ask
  readonly services: Ask
  readonly locks: Ask
  readonly trust: () => Trust
}
type Ask = () => readonly Found[]

/** Several fields ask about one document, and a document is read once an activity. */
function remembered(settings: Settings): (activity: Activity) => Answers {
  const isOwnFor = ownAccounts(settings)
  const known = new WeakMap<Activity, Answers>()
  return (activity) => {
    const before = known.get(activity)
    if (before) return before
    const { statements, kinds, unreadable } = carriedBy(activity)
    const { identity, resource, trust } = statements
    const open = [...resource, ...trust]
    const isOwn = isOwnFor(activity)
    const answers: Answers = {
      kinds,
      unreadable,
      everyone: once(() => publicGrants(open)),
      accounts: once(() => externalAccounts(open, isOwn)),
      principals: once(() => externalPrincipals(open, isOwn)),
      organisations: once(() => externalOrganisations(open, settings.organisation.id)),
      wildcards: once(() => wildcardActions(identity)),
      writes: once(() => wideWrites(identity)),
      permissions: once(() => widePermissions(identity)),
      ways: once(() => escalations(identity)),
      services: once(() => unconditionalServices(resource)),
      locks: once(() => lockouts(resource)),
      trust: once(() => trustOf(trust, isOwn)),
    }
    known.set(activity, answers)
    return answers
  }
}

function reasons(answers: Answers): readonly string[] {
  const { everyone, principals, organisations, wildcards, ways, services, locks } = answers
  const found = [everyone, principals, organisations, wildcards, ways, services, locks].flatMap((ask) => ask())
  return [...new Set(found.map(({ reason }) => reason))]
}

function once<Value>(ask: () => Value): () => Value {
  let answer: { readonly value: Value } | undefined
  return () => {
    answer ??= { value: ask() }
    return answer.value
  }
}
