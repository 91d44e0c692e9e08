import { hour, second, spoken } from './calendar.ts'
import { account, globalRegion, type Person, region, samlProvider, sessionArn } from './cast.ts'
import type { Chance } from './chance.ts'
import { type Call, type Credentials, session } from './cloudtrail.ts'

/** How people come in: IAM Identity Center takes up their role for them, and the console lets them in. */

/** Fresh credentials of a person's role. */
export function issued(draw: Chance, person: Person, time: number): Credentials {
  return { role: person.role, session: person.mail, key: draw.id('ASIA'), issued: time }
}

/** Identity Center takes up the person's role for them. */
export function federated(draw: Chance, person: Person, { role, session: name, key, issued }: Credentials): Call {
  const provider = 'x7Qk0pVd2mExampleProvider='
  return {
    time: issued,
    identity: {
      type: 'SAMLUser',
      principalId: `${provider}:${person.mail}`,
      userName: person.mail,
      identityProvider: provider,
    },
    service: 'sts',
    name: 'AssumeRoleWithSAML',
    ip: 'AWS Internal',
    agent: 'AWS Internal',
    request: {
      sAMLAssertionID: `_${draw.uuid()}`,
      roleSessionName: name,
      roleArn: role.arn,
      principalArn: samlProvider,
      durationSeconds: 28_800,
    },
    response: {
      credentials: { accessKeyId: key, sessionToken: 'IQoJb3JpZ2luX2VjEXAMPLE', expiration: spoken(issued + 8 * hour) },
      assumedRoleUser: { assumedRoleId: `${role.id}:${name}`, arn: sessionArn(role, name) },
      subject: person.mail,
      subjectType: 'persistent',
      issuer: `https://portal.sso.${region}.amazonaws.com/saml/assertion/EXAMPLE`,
      audience: 'https://signin.aws.amazon.com/saml',
      nameQualifier: provider,
    },
    resources: [
      { accountId: account, type: 'AWS::IAM::Role', ARN: role.arn },
      { accountId: account, type: 'AWS::IAM::SAMLProvider', ARN: samlProvider },
    ],
  }
}

/** The second factor was asked for by Identity Center, so the record says that there was none: a trap for whoever reads only `MFAUsed`. */
export function signIn(person: Person, credentials: Credentials): Call {
  const { accessKeyId: _, ...identity } = session(credentials) as Record<string, unknown>
  return {
    time: credentials.issued + 2 * second,
    identity,
    service: 'signin',
    name: 'ConsoleLogin',
    region: globalRegion,
    ip: person.address,
    agent: person.browser,
    write: true,
    type: 'AwsConsoleSignIn',
    response: { ConsoleLogin: 'Success' },
    more: { MobileVersion: 'No', MFAUsed: 'No', SamlProviderArn: samlProvider },
  }
}
