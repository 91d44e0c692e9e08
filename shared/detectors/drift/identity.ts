import { canonical, exposure, isAdministrator } from './exposure.ts'
import { additionalRoles, impair, type Property, said, unknown, value } from './property.ts'
import { at, type Item, list, listOf, short } from './read.ts'

const widened = {
  attack: additionalRoles,
  remediation:
    'Ask who needs the added permissions; if nobody does, take them away and look for what was done with them.',
} as const

const administrators = /^arn:[^:]*:iam::aws:policy\/(AdministratorAccess|IAMFullAccess)$/

/** What is granted to a role or user: managed policies, policies of its own under `inline`, and the boundary of both. */
export function identity(inline: 'rolePolicyList' | 'userPolicyList'): readonly Property[] {
  const attached = (item: Item) =>
    listOf(value('attachedManagedPolicies')(item)).map((one) => String(at(one, 'policyArn') ?? ''))
  const own = (item: Item) => listOf(value(inline)(item))
  const named = (one: unknown) => String(at(one, 'policyName') ?? '')
  return [
    {
      id: 'admin',
      name: 'administrator rights',
      read: known((item) => [
        ...attached(item)
          .filter((arn) => administrators.test(arn))
          .map(policyName),
        ...own(item)
          .filter((one) => isAdministrator(at(one, 'policyDocument')))
          .map(named),
      ]),
      list: true,
      added: 'high',
      ...widened,
    },
    {
      id: 'attached',
      name: 'attached policy',
      read: known((item) => attached(item).map(policyName)),
      list: true,
      added: 'low',
      ...widened,
    },
    {
      id: 'inline',
      name: 'inline policy',
      read: known((item) => own(item).map((one) => `${named(one)} ${canonical(at(one, 'policyDocument'))}`)),
      list: true,
      added: 'low',
      verb: () => 'added or changed',
      ...widened,
    },
    {
      id: 'boundary',
      name: 'permissions boundary',
      read: said('permissionsBoundary.permissionsBoundaryArn'),
      removed: 'high',
      changed: 'low',
      attack: impair,
      remediation: 'Set the permissions boundary again and look for what was granted or done without it.',
    },
  ]
}

/** Who may become the role. */
export const trust: readonly Property[] = [
  {
    id: 'open',
    name: 'trust policy',
    read: said('assumeRolePolicyDocument', (document, { account }) => list(exposure(document, account))),
    list: true,
    added: 'high',
    values: 'others that the trust policy lets in',
    verb: (gained) => `opened to ${gained}`,
    attack: additionalRoles,
    remediation:
      'Ask the owner who that is; if nobody knows, restore the trust policy, revoke the role sessions and look for what they did.',
  },
  {
    id: 'trust',
    name: 'trust policy text',
    read: said('assumeRolePolicyDocument', canonical),
    changed: 'low',
    attack: additionalRoles,
    remediation: 'Compare the former and the present trust policy and ask the owner whether the change was intended.',
  },
]

/** A managed policy of the account: the version in force. */
export const managedPolicy: readonly Property[] = [
  {
    id: 'admin',
    name: 'administrator rights',
    read: said('policyVersionList', (versions) => (isAdministrator(inForce(versions)) ? 'granted' : '')),
    added: 'high',
    ...widened,
  },
  {
    id: 'document',
    name: 'document',
    read: said('policyVersionList', (versions) => canonical(inForce(versions))),
    changed: 'low',
    ...widened,
  },
]

function inForce(versions: unknown): unknown {
  return at(
    listOf(versions).find((version) => at(version, 'isDefaultVersion') === true),
    'document',
  )
}

function known(names: (item: Item) => readonly string[]): Property['read'] {
  return (item) => (item.configuration ? list(names(item)) : unknown)
}

const policyName = (arn: string) =>
  short(arn.replace(/^arn:[^:]*:iam::(aws|\d{12}):policy\//, (_, owner) => (owner === 'aws' ? 'aws:' : '')))
