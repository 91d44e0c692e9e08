import { describe, expect, it } from 'vitest'
import type { Activity } from '../../shared/activity.ts'
import { ruleDetector } from '../../shared/detectors/rules.ts'
import { parseOwnRule } from '../../shared/rules/parse.ts'
import type { Settings } from '../../shared/settings.ts'
import { activity } from '../make.ts'

const settings: Settings = {
  deployers: ['arn:aws:iam::111122223333:role/shop-deploy'],
  organisation: { accounts: [] },
}
const rule = (over: object = {}) =>
  parseOwnRule(
    {
      title: 'Code replaced',
      id: '0f1f7c1e-58a4-4d3b-9f0e-6f1a8c2f4b11',
      level: 'high',
      logsource: { product: 'aws', service: 'cloudtrail' },
      detection: { s: { 'vedette.action': 'lambda:UpdateFunctionCode' }, condition: 's' },
      ...over,
    },
    { file: 'x.yml' },
  )
const { actor } = activity()
const byHand = activity({ actor: { ...actor, id: 'arn:aws:iam::111122223333:role/mara' } })
const byDeployer = activity()
const byCloudFormation = activity({
  actor: { ...actor, id: 'arn:aws:iam::111122223333:role/mara', session: { via: 'cloudformation.amazonaws.com' } },
})
const byBoth = activity({ actor: { ...actor, session: { via: 'cloudformation.amazonaws.com' } } })
const grade = (one: Activity, over: object = {}, of = settings) =>
  ruleDetector([rule(over)], undefined, of).step(one, undefined).findings[0]?.severity

describe('a change that is deployed', () => {
  it.each([
    ['by hand', byHand, 'high'],
    ['by a deployer', byDeployer, 'medium'],
    ['by CloudFormation', byCloudFormation, 'medium'],
    ['by a deployer through CloudFormation', byBoth, 'medium'],
  ])('counts, made %s', (_, one, severity) => {
    expect(grade(one)).toBe(severity)
  })

  it.each([
    ['critical', 'high'],
    ['medium', 'low'],
    ['low', 'low'],
    ['informational', 'informational'],
  ])('counts one grade lower than %s, never nothing', (level, severity) => {
    expect(grade(byDeployer, { level })).toBe(severity)
  })

  it('counts in full where nobody is configured', () => {
    expect(grade(byDeployer, {}, { deployers: [], organisation: { accounts: [] } })).toBe('high')
  })

  it('stays at low where it failed besides', () => {
    expect(grade({ ...byDeployer, outcome: 'failure' }, { level: 'medium' })).toBe('low')
    expect(grade({ ...byDeployer, outcome: 'failure' }, { level: 'critical' })).toBe('medium')
  })

  it('counts in full where it only read', () => {
    expect(grade({ ...byDeployer, write: false })).toBe('high')
  })

  it.each(['vedette.deployer', 'vedette.changed_by_cloudformation', 'userIdentity.invokedBy'])(
    'counts as its rule says where the rule asks %s',
    (field) => {
      const detection = {
        s: { 'vedette.action': 'lambda:UpdateFunctionCode' },
        d: { [field]: 'x' },
        condition: 's and not d',
      }
      expect(grade(byDeployer, { detection })).toBe('high')
    },
  )

  it('counts in full where a session is told once, whichever of its calls came first', () => {
    expect(grade(byDeployer, { vedette: { once_per: 'session' } })).toBe('high')
  })
})
