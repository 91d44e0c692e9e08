import { describe, expect, it } from 'vitest'
import { deployerTest, isByCloudFormation, ownAccounts, type Settings } from '../shared/settings.ts'
import { activity } from './make.ts'

const settings = (over: Partial<Settings>): Settings => ({ deployers: [], organisation: { accounts: [] }, ...over })
const by = (id: string, account = '111122223333') =>
  activity({ actor: { id, type: 'Role', name: id.slice(id.lastIndexOf('/') + 1), account } })
const role = (name: string, account = '111122223333') => by(`arn:aws:iam::${account}:role/${name}`, account)

describe('deployerTest', () => {
  const deployers = ['arn:aws:iam::111122223333:role/shop-deploy', 'arn:aws:iam::*:role/cdk-*-deploy-role-*']
  const isDeployer = deployerTest(settings({ deployers, organisation: { accounts: ['444455556666'] } }))

  it.each([
    ['the role itself', role('shop-deploy'), true],
    ['a role whose name only begins so', role('shop-deploy-2'), false],
    ['a role by pattern', role('cdk-hnb659fds-deploy-role-111122223333-eu-central-1'), true],
    ['a role by pattern in an account of the organisation', role('cdk-x-deploy-role-y', '444455556666'), true],
    ['a role by pattern in a stranger’s account', role('cdk-x-deploy-role-y', '999988887777'), false],
    ['a user of that name', by('arn:aws:iam::111122223333:user/shop-deploy'), false],
    ['a name with a dot where the pattern has none', role('shopXdeploy'), false],
  ])('judges %s', (_, one, expected) => {
    expect(isDeployer(one)).toBe(expected)
  })

  it('finds none where nothing is configured', () => {
    expect(deployerTest(settings({}))(role('shop-deploy'))).toBe(false)
  })
})

describe('isByCloudFormation', () => {
  const host = 'cloudformation.amazonaws.com'
  const { actor } = activity()
  it.each([
    ['on behalf of an actor', activity({ actor: { ...actor, session: { via: host } } }), true],
    ['in its own name', activity({ actor: { id: `service/${host}`, type: 'Service', name: host } }), true],
    ['by the address that AWS writes', activity({ origin: { ip: host } }), true],
    ['by a user agent, which anyone can write', activity({ origin: { ip: '198.51.100.1', userAgent: host } }), false],
    ['by another service', activity({ actor: { ...actor, session: { via: 'athena.amazonaws.com' } } }), false],
  ])('judges a call %s', (_, one, expected) => {
    expect(isByCloudFormation(one)).toBe(expected)
  })
})

it('says which accounts are one’s own', () => {
  const isOwn = ownAccounts(settings({ organisation: { accounts: ['444455556666'] } }))(activity())
  expect(['111122223333', '444455556666', '999988887777'].map(isOwn)).toEqual([true, true, false])
})
