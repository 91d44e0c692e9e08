import { at, named, ofType, type Promises, targetType } from './template.ts'

/** What holds for what is stored. */
export const tables: Promises = {
  'every table is restorable, encrypted with our key, paid by use and can be protected': (template) =>
    ofType(template, 'AWS::DynamoDB::Table').flatMap(({ id, of }) => [
      ...(of('PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled') === true
        ? []
        : [`${id} cannot be restored`]),
      ...(targetType(template, of('SSESpecification.KMSMasterKeyId')) === 'AWS::KMS::Key'
        ? []
        : [`${id} is not under our key`]),
      ...(of('BillingMode') === 'PAY_PER_REQUEST' ? [] : [`${id} is paid by the hour`]),
      ...(of('DeletionProtectionEnabled') === undefined ? [`${id} cannot be protected from deletion`] : []),
    ]),

  'findings and the key that they are under outlive the stack': ({ Resources }) =>
    ['FindingsTable', 'VedetteKey']
      .filter((id) => Resources[id]?.DeletionPolicy !== 'Retain')
      .map((id) => `${id} goes with the stack`),

  'activities and memory expire': (template) =>
    ['ActivitiesTable', 'MemoryTable']
      .map((id) => ({ id, expiry: named(template, id).of('TimeToLiveSpecification') }))
      .filter(({ expiry }) => at(expiry, 'AttributeName') !== 'expires' || at(expiry, 'Enabled') !== true)
      .map(({ id }) => `${id} keeps for ever`),

  'every key is rotated': (template) =>
    ofType(template, 'AWS::KMS::Key')
      .filter(({ of }) => of('EnableKeyRotation') !== true)
      .map(({ id }) => `${id} is never rotated`),
}
