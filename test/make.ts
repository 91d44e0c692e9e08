import type { Activity } from '../shared/activity.ts'
import type { Finding } from '../shared/finding.ts'

/** Midday of 1 June 2026: the moment that tests happen at unless they say otherwise. */
export const noon = Date.UTC(2026, 5, 1, 12)

/** An activity with everything a real one has: a deployment role replaces a function's code, and succeeds. Say only what the test is about. */
export function activity(over: Partial<Activity> = {}): Activity {
  const base: Activity = {
    uid: '8b3f1c52-7d0e-4c8a-9a64-2f1d5e7b9c01',
    source: 'aws.cloudtrail',
    time: noon,
    account: '111122223333',
    region: 'eu-central-1',
    action: 'lambda:UpdateFunctionCode',
    actor: {
      id: 'arn:aws:iam::111122223333:role/shop-deploy',
      type: 'Role',
      name: 'shop-deploy',
      account: '111122223333',
      session: { key: 'ASIAEXAMPLEKEY000001', name: 'build-1042', issued: noon - 15 * 60_000, mfa: false },
    },
    outcome: 'success',
    write: true,
    origin: { ip: '198.51.100.24', userAgent: 'aws-cli/2.17.1 md/awscrt#0.20.11 ua/2.0 os/linux#6.1' },
    resources: [
      { uid: 'arn:aws:lambda:eu-central-1:111122223333:function:shop-orders', type: 'AWS::Lambda::Function' },
    ],
    record: {},
  }
  const merged = { ...base, ...over }
  return over.record ? merged : { ...merged, record: record(merged) }
}

/** A finding over `activity()`. Say only what the test is about. */
export function finding(over: Partial<Finding> = {}): Finding {
  const cause = over.activity ?? activity()
  return {
    uid: `function-code-changed:${cause.uid}`,
    kind: 'detection',
    analytic: {
      uid: '0f1f7c1e-58a4-4d3b-9f0e-6f1a8c2f4b11',
      name: 'Function code changed outside the pipeline',
      type: 'rule',
    },
    title: `${cause.actor.name} replaced the code of a function`,
    reason: `${cause.actor.id} called ${cause.action} and is not a deployer.`,
    remediation:
      'Ask the owner whether this was a deployment; if not, publish the last approved version again and revoke the role sessions.',
    severity: 'high',
    attacks: [{ tactic: 'TA0003', technique: 'T1525' }],
    activity: cause,
    related: [cause.uid],
    ...over,
  }
}

/** The CloudTrail record that an activity would have been read from. */
function record({
  uid,
  time,
  account,
  region,
  action,
  actor,
  outcome,
  write,
  origin,
  resources,
}: Activity): Activity['record'] {
  const [service, operation] = action.split(':')
  const session = actor.session?.name ?? 'session'
  return {
    eventVersion: '1.11',
    userIdentity: {
      type: 'AssumedRole',
      principalId: `AROAEXAMPLEROLE000001:${session}`,
      arn: `arn:aws:sts::${account}:assumed-role/${actor.name}/${session}`,
      accountId: actor.account ?? account,
      accessKeyId: actor.session?.key ?? 'ASIAEXAMPLEKEY000001',
      sessionContext: {
        sessionIssuer: {
          type: 'Role',
          principalId: 'AROAEXAMPLEROLE000001',
          arn: actor.id,
          accountId: actor.account ?? account,
          userName: actor.name,
        },
        attributes: {
          creationDate: iso(actor.session?.issued ?? time),
          mfaAuthenticated: `${actor.session?.mfa ?? false}`,
        },
      },
    },
    eventTime: iso(time),
    eventSource: `${service}.amazonaws.com`,
    eventName: action === 'lambda:UpdateFunctionCode' ? 'UpdateFunctionCode20150331v2' : operation,
    awsRegion: region,
    sourceIPAddress: origin.ip,
    userAgent: origin.userAgent,
    requestParameters: { functionName: resources[0]?.uid, publish: false, dryRun: false },
    responseElements: null,
    ...(outcome === 'failure'
      ? { errorCode: 'AccessDenied', errorMessage: 'User is not authorized to perform this action' }
      : {}),
    requestID: 'c1a7e0a2-6f0b-4c0d-8f43-52d7e2b6a9d4',
    eventID: uid,
    readOnly: write === false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
  }
}

const iso = (time: number) => new Date(time).toISOString().replace('.000Z', 'Z')
