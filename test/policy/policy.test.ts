import { describe, expect, it } from 'vitest'
import { parsePolicy } from '../../shared/policy/document.ts'
import { trustOf } from '../../shared/policy/trust.ts'
import { isAdmin, wildcardActions } from '../../shared/policy/wildcards.ts'

const own = '111122223333'
const other = '999988887777'
const allow = (over: object) => ({ Statement: { Effect: 'Allow', ...over } })

describe('parsePolicy', () => {
  it('reads JSON, its URL-encoded form and what is decoded already alike', () => {
    const policy = allow({ Action: 's3:*', Resource: ['*'] })
    const text = JSON.stringify(policy)
    expect(parsePolicy(text)).toEqual(parsePolicy(policy))
    expect(parsePolicy(encodeURIComponent(text))).toEqual(parsePolicy(policy))
  })

  it.each([
    undefined,
    null,
    5,
    '',
    'no policy',
    '%zz',
    '[]',
    '{}',
    '{"Statement":"x"}',
    `{"Statement":[${' '.repeat(200_000)}]}`,
  ])('does not know what %j grants', (document) => {
    expect(parsePolicy(document)).toBeUndefined()
  })
})

describe('wildcardActions', () => {
  it.each([
    ['everything', allow({ Action: '*', Resource: '*' }), ['*'], true],
    ['everything, spelt out', allow({ Action: ['*:*'], Resource: 'arn:aws:s3:::x' }), [], false],
    [
      'all of IAM among others',
      allow({ Action: ['s3:Get*', 'IAM:*'], Resource: ['arn:aws:s3:::x', '*'] }),
      ['IAM:*'],
      true,
    ],
    ['a service', allow({ Action: 'dynamodb:*', Resource: '*' }), ['dynamodb:*'], false],
    [
      'a service on what is its own',
      allow({ Action: 'dynamodb:*', Resource: 'arn:aws:dynamodb:*:*:table/shop' }),
      [],
      false,
    ],
    ['all but some', allow({ NotAction: 'billing:*', Resource: '*' }), ['not billing:*'], true],
    ['everything but some resources', allow({ Action: '*', NotResource: 'arn:aws:s3:::x' }), ['*'], true],
    ['a denial', { Statement: [{ Effect: 'Deny', Action: '*', Resource: '*' }] }, [], false],
    ['some actions of a service', allow({ Action: 'iam:Get*', Resource: '*' }), [], false],
    ['actions that give their holder the rest', allow({ Action: 'iam:Put*', Resource: '*' }), [], true],
    ['everything, written with a question mark', allow({ Action: '?*', Resource: '?*' }), ['?*'], true],
    ['all of IAM, written with a question mark', allow({ Action: 'iam:?*', Resource: 'arn:aws:*' }), ['iam:?*'], true],
    ['all of IAM in parts', allow({ Action: ['iam:C*', 'iam:P*', 'iam:A*'], Resource: '*' }), [], true],
    ['services that begin alike', allow({ Action: 'i*:*', Resource: '*' }), ['i*:*'], true],
    [
      'one action on one role',
      allow({ Action: 'iam:PutRolePolicy', Resource: 'arn:aws:iam::111122223333:role/x' }),
      [],
      false,
    ],
    ['an asterisk in a name', allow({ Action: 's3:GetObject', Resource: 'arn:aws:s3:::x/*' }), [], false],
  ])('reads %s', (_, policy, actions, admin) => {
    const statements = parsePolicy(policy)!
    expect(wildcardActions(statements)).toEqual(actions)
    expect(isAdmin(statements)).toBe(admin)
  })
})

describe('trustOf', () => {
  const github = 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com'
  const nobody = { everyone: false, accounts: [], openProviders: [] }
  it.each([
    ['the whole internet', { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }, true, []],
    ['roles of any account', { StringLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/*' } }, true, []],
    ['any twelve characters', { StringLike: { 'aws:PrincipalAccount': '????????????' } }, true, []],
    ['an account by condition', { StringEquals: { 'aws:PrincipalAccount': '999988887777' } }, false, ['999988887777']],
    ['an organisation', { StringEquals: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } }, false, []],
    [
      'an organisation, or whoever has none',
      { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-a1b2c3d4e5' } },
      true,
      [],
    ],
    ['an office', { IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, false, []],
  ])('knows whom everyone is narrowed to by %s', (_, Condition, everyone, accounts) => {
    const [statement] = parsePolicy(allow({ Principal: { AWS: '*' }, Condition }))!
    expect(trustOf([statement!], own)).toMatchObject({ everyone, accounts })
  })

  it.each([
    ['a service', allow({ Principal: { Service: 'lambda.amazonaws.com' } }), nobody],
    ['its own account', allow({ Principal: { AWS: [own, `arn:aws:iam::${own}:role/x`] } }), nobody],
    [
      'another account',
      allow({ Principal: { AWS: [own, other, `arn:aws:iam::${other}:root`] } }),
      { ...nobody, accounts: [other] },
    ],
    [
      'another account of another partition',
      allow({ Principal: { AWS: `arn:aws-cn:iam::${other}:user/x` } }),
      { ...nobody, accounts: [other] },
    ],
    ['a deleted principal', allow({ Principal: { AWS: 'AROAEXAMPLEROLE000001' } }), nobody],
    ['everyone', allow({ Principal: '*' }), { ...nobody, everyone: true }],
    ['everyone, the long way', allow({ Principal: { AWS: '*' } }), { ...nobody, everyone: true }],
    [
      'everyone with an external id',
      allow({ Principal: { AWS: '*' }, Condition: { StringEquals: { 'sts:ExternalId': 'x' } } }),
      { ...nobody, everyone: true },
    ],
    [
      'everyone of an organisation',
      allow({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } } }),
      nobody,
    ],
    [
      'everyone of any organisation',
      allow({ Principal: '*', Condition: { StringLike: { 'aws:PrincipalOrgID': '*' } } }),
      { ...nobody, everyone: true },
    ],
    [
      'everyone not of an organisation',
      allow({ Principal: '*', Condition: { StringNotEquals: { 'aws:PrincipalOrgID': 'o-1' } } }),
      { ...nobody, everyone: true },
    ],
    ['everyone but one', allow({ NotPrincipal: { AWS: other } }), { ...nobody, everyone: true }],
    ['a denial of everyone', { Statement: [{ Effect: 'Deny', Principal: '*' }] }, nobody],
    [
      'a repository',
      allow({
        Principal: { Federated: github },
        Condition: { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:a/b:*' } },
      }),
      nobody,
    ],
    [
      'any repository, by audience',
      allow({
        Principal: { Federated: github },
        Condition: { StringEquals: { 'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com' } },
      }),
      { ...nobody, openProviders: [github] },
    ],
    [
      'any repository, by pattern',
      allow({
        Principal: { Federated: github },
        Condition: { StringLike: { 'token.actions.githubusercontent.com:sub': 'repo:*' } },
      }),
      { ...nobody, openProviders: [github] },
    ],
    [
      'an identity pool',
      allow({
        Principal: { Federated: 'cognito-identity.amazonaws.com' },
        Condition: { StringEquals: { 'cognito-identity.amazonaws.com:aud': 'eu-central-1:x' } },
      }),
      nobody,
    ],
    [
      'any identity pool',
      allow({ Principal: { Federated: 'cognito-identity.amazonaws.com' } }),
      { ...nobody, openProviders: ['cognito-identity.amazonaws.com'] },
    ],
  ])('reads %s', (_, policy, expected) => {
    expect(trustOf(parsePolicy(policy)!, own)).toEqual(expected)
  })
})
