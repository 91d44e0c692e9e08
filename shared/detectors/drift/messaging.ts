import { cloudLogs, encryptionKey, manipulation, type Property, policy, said } from './property.ts'
import { at, foreign, list, listOf, short } from './read.ts'

/** What is watched of a topic, and of a queue. */
export const topic: readonly Property[] = [...policy('Policy', manipulation), ...encryptionKey(said('KmsMasterKeyId'))]

/** A queue without a key of the customer's is still encrypted with one of SQS, unless that is turned off too. */
export const queue: readonly Property[] = [
  ...policy('Policy', manipulation),
  ...encryptionKey(
    said(
      '',
      (known) =>
        short(at(known, 'KmsMasterKeyId')) || (String(at(known, 'SqsManagedSseEnabled')) === 'true' ? 'SQS' : ''),
    ),
  ),
  {
    id: 'deadLetters',
    name: 'dead-letter queue',
    read: said('RedrivePolicy', (known) => short(at(known, 'deadLetterTargetArn'))),
    removed: 'low',
    attack: cloudLogs,
    remediation: 'Set the dead-letter queue again, so that messages that cannot be handled are kept.',
  },
]

/** What a rule that watches the account listens to. */
const watchers = new Set([
  'aws.cloudtrail',
  'aws.config',
  'aws.guardduty',
  'aws.securityhub',
  'aws.access-analyzer',
  'aws.inspector2',
  'aws.macie',
])
const calls = ['AWS API Call via CloudTrail', 'AWS Console Sign In via CloudTrail']

const enabled = (known: unknown) => /^ENABLED/.test(String(at(known, 'State')))
const watches = (known: unknown) =>
  listOf(at(known, 'EventPattern.source')).some((source) => watchers.has(String(source))) ||
  listOf(at(known, 'EventPattern.detail-type')).some((name) => calls.includes(String(name)))

/** What is watched of an EventBridge rule. */
export const eventRule: readonly Property[] = [
  {
    id: 'state',
    name: 'rule',
    empty: 'disabled',
    read: said('', (known) => (enabled(known) ? 'enabled' : '')),
    removed: 'low',
    attack: cloudLogs,
    remediation: 'Ask the owner whether the rule should rest; if not, enable it again.',
  },
  {
    id: 'watch',
    name: 'watch over the account',
    empty: 'disabled',
    read: said('', (known) => (enabled(known) && watches(known) ? 'enabled' : '')),
    removed: 'high',
    attack: cloudLogs,
    remediation: 'Enable the rule again as it was, and go through what it would have reported meanwhile.',
  },
  {
    id: 'targets',
    name: 'target in another account',
    read: said('Targets', (known, { account }) =>
      list(listOf(known).flatMap((target) => foreign(at(target, 'Arn'), account))),
    ),
    list: true,
    added: 'high',
    attack: { tactic: 'TA0010', technique: 'T1537' },
    remediation:
      'Ask the owner whose account that is; if nobody knows, remove the target: every matching event since was sent there.',
  },
]
