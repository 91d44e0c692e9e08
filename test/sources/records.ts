/** A CloudTrail record of version 1.11, of a role's session. Say only what the test is about. */
export function trailRecord(over: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    eventVersion: '1.11',
    userIdentity: roleSession(),
    eventTime: '2026-06-01T12:00:00Z',
    eventSource: 'lambda.amazonaws.com',
    eventName: 'UpdateFunctionCode20150331v2',
    awsRegion: 'eu-central-1',
    sourceIPAddress: '198.51.100.24',
    userAgent: 'aws-cli/2.17.1',
    requestParameters: { functionName: 'orders', publish: false },
    responseElements: { functionName: 'orders', codeSha256: 'q83vEjRWeJA=' },
    requestID: '6c8f0d5e-2f64-4a50-a2a5-0d9b64a3c111',
    eventID: 'd4c1a2b3-0001-4000-8000-000000000001',
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: '111122223333',
    eventCategory: 'Management',
    ...over,
  }
}

/** The `userIdentity` of a session of the role `shop-deploy`. */
export function roleSession(over: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    type: 'AssumedRole',
    principalId: 'AROAEXAMPLEROLE000001:build-7',
    arn: 'arn:aws:sts::111122223333:assumed-role/shop-deploy/build-7',
    accountId: '111122223333',
    accessKeyId: 'ASIAEXAMPLEKEY000001',
    sessionContext: {
      sessionIssuer: {
        type: 'Role',
        principalId: 'AROAEXAMPLEROLE000001',
        arn: 'arn:aws:iam::111122223333:role/ci/shop-deploy',
        accountId: '111122223333',
        userName: 'shop-deploy',
      },
      attributes: { creationDate: '2026-06-01T11:50:00Z', mfaAuthenticated: 'false' },
    },
    ...over,
  }
}
