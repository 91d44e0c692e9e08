import { cloudLogs, encryptionKey, impair, manipulation, on, type Property, policy, said } from './property.ts'
import { at, list, listOf } from './read.ts'

/** What is commonly meant for everyone: a website, and an answer to ping. */
const meant = new Set(['tcp 80', 'tcp 443', 'icmp', 'icmpv6'])

const opened = {
  list: true,
  verb: (gained: string) => `opened to everyone: ${gained}`,
  attack: { tactic: 'TA0005', technique: 'T1562.007' },
  remediation:
    'Ask the owner whether the whole internet is meant; if not, narrow the rule and look for connections since.',
} as const

/** What the whole internet may reach. */
export const securityGroup: readonly Property[] = [
  {
    id: 'open',
    name: 'port',
    values: 'ports open to everyone',
    read: said('ipPermissions', (known) => list(reachable(known).filter((port) => !meant.has(port)))),
    added: 'high',
    ...opened,
  },
  {
    id: 'web',
    name: 'web port',
    values: 'web ports open to everyone',
    read: said('ipPermissions', (known) => list(reachable(known).filter((port) => meant.has(port)))),
    added: 'low',
    ...opened,
  },
]

/** What is watched of a KMS key. */
export const key: readonly Property[] = [...policy('+Policy', manipulation)]

/** The record of everything else: whatever takes from it is grave. */
export const trail: readonly Property[] = [
  ...encryptionKey(said('kmsKeyId')),
  ...(
    [
      ['validation', 'log file validation', on('logFileValidationEnabled')],
      ['regions', 'recording of all regions', on('isMultiRegionTrail')],
      ['global', 'recording of global services', on('includeGlobalServiceEvents')],
      ['logs', 'delivery to CloudWatch Logs', said('cloudWatchLogsLogGroupArn')],
    ] as const
  ).map(([id, name, read]) => ({
    id,
    name,
    read,
    empty: 'off',
    removed: 'high' as const,
    attack: cloudLogs,
    remediation: 'Set the trail up again as it was and treat the time since as unrecorded.',
  })),
  {
    id: 'bucket',
    name: 'bucket of the log files',
    read: said('s3BucketName'),
    changed: 'high',
    attack: impair,
    remediation: 'Point the trail at its own bucket again and find out whose the other is.',
  },
]

/** `tcp 22`, `udp 1000-2000`, `all traffic`: of each permission that any address matches. */
function reachable(permissions: unknown): readonly string[] {
  return listOf(permissions)
    .filter(isOpen)
    .map((permission) => {
      const protocol = String(at(permission, 'ipProtocol') ?? '-1')
      if (protocol === '-1') return 'all traffic'
      if (/^icmp/.test(protocol)) return protocol
      const [from, to] = [at(permission, 'fromPort') ?? 0, at(permission, 'toPort') ?? 65535]
      return from === to ? `${protocol} ${from}` : `${protocol} ${from}-${to}`
    })
}

/** Older items list ranges as plain text, newer ones as objects and as text. */
function isOpen(permission: unknown): boolean {
  const ranges = ['ipRanges', 'ipv4Ranges', 'ipv6Ranges'].flatMap((name) => listOf(at(permission, name)))
  return ranges.some((range) =>
    /\/0$/.test(String(typeof range === 'string' ? range : (at(range, 'cidrIp') ?? at(range, 'cidrIpv6')))),
  )
}
