import { externalAccounts, externalOrganisations, externalPrincipals } from '../../shared/policy/accounts.ts'
import { parsePolicy } from '../../shared/policy/document.ts'
import { escalations } from '../../shared/policy/escalation.ts'
import { type Found, valuesOf } from '../../shared/policy/found.ts'
import { lockouts } from '../../shared/policy/lockout.ts'
import { publicGrants } from '../../shared/policy/public.ts'
import { unconditionalServices } from '../../shared/policy/services.ts'
import { trustOf } from '../../shared/policy/trust.ts'
import { widePermissions, wideWrites } from '../../shared/policy/wide.ts'
import { isAdmin, wildcardActions } from '../../shared/policy/wildcards.ts'

/** The account that every case is in, with another of the same organisation. */
const own = new Set(['111122223333', '222233334444'])

/** Every question about one policy, answered: lists sorted, and the reasons for all of it. */
export function ask(policy: unknown): { answers: Readonly<Record<string, unknown>>; reasons: readonly string[] } {
  const statements = parsePolicy(policy)
  if (statements === undefined) throw new Error('cannot be read')
  const isOwn = (account: string) => own.has(account)
  const trust = trustOf(statements, isOwn)
  const found: Readonly<Record<string, readonly Found[]>> = {
    public: publicGrants(statements),
    accounts: externalAccounts(statements, isOwn),
    external_principals: externalPrincipals(statements, isOwn),
    organisations: externalOrganisations(statements, 'o-ownownown1'),
    services: unconditionalServices(statements),
    denies_everyone: lockouts(statements),
    wildcard: wildcardActions(statements),
    wide_writes: wideWrites(statements),
    wide_permissions: widePermissions(statements),
    escalation: escalations(statements),
    trust_everyone: trust.everyone,
    trust_accounts: trust.accounts,
    without_external_id: trust.withoutExternalId,
    providers: trust.providers,
    open_providers: trust.openProviders,
    trust_services: trust.services,
  }
  const lists = Object.entries(found).map(([name, list]) => [name, [...valuesOf(list)].sort()] as const)
  return {
    answers: {
      ...Object.fromEntries(lists),
      public: found.public!.length > 0,
      denies_everyone: found.denies_everyone!.length > 0,
      trust_everyone: trust.everyone.length > 0,
      admin: isAdmin(valuesOf(found.wildcard!)),
    },
    reasons: Object.values(found)
      .flat()
      .map(({ reason }) => reason),
  }
}
