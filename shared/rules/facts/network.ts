import type { Activity } from '../../activity.ts'
import { isObject, type JsonObject, objectOf, textOf } from '../../json.ts'
import { isPinnedRange } from '../../policy/pinned.ts'
import { entriesOf, type Fact, some } from './fact.ts'

/** What rules can ask of the rules of a security group or network ACL that a call adds or changes. */
export const networkFacts: readonly (readonly [string, Fact])[] = [
  ['vedette.network.world', (activity) => rulesOf(activity)?.some(isOpen)],
  ['vedette.network.direction', directionOf],
  ['vedette.network.ports', (activity) => some([...new Set(open(activity).map(shown))])],
  ['vedette.network.exposed', (activity) => some(exposed(open(activity)))],
]

/** One rule: ranges of addresses, and ports of a protocol. */
interface NetworkRule {
  readonly ranges: readonly string[]
  readonly from: number
  readonly to: number
}

function open(activity: Activity): readonly NetworkRule[] {
  return (rulesOf(activity) ?? []).filter(isOpen)
}

/** Wider than /8, or /32 of IPv6: halves and quarters of the world are the world. */
function isOpen({ ranges }: NetworkRule): boolean {
  return ranges.some((range) => !isPinnedRange(range))
}

/** Undefined where the call is not about such rules, or does not say them. */
function rulesOf({ action, record }: Activity): readonly NetworkRule[] | undefined {
  const request = objectOf(record.requestParameters)
  const found = calls.get(action)?.(request)
  return found && found.length > 0 ? found : undefined
}

const groupRules = (request: JsonObject): readonly NetworkRule[] =>
  [request, ...entriesOf(request.ipPermissions).filter(isObject)].flatMap(permission)

const calls: ReadonlyMap<string, (request: JsonObject) => readonly NetworkRule[]> = new Map([
  ['ec2:AuthorizeSecurityGroupIngress', groupRules],
  ['ec2:AuthorizeSecurityGroupEgress', groupRules],
  [
    'ec2:ModifySecurityGroupRules',
    ({ ModifySecurityGroupRulesRequest: asked, securityGroupRules }) =>
      entriesOf(objectOf(asked).SecurityGroupRule ?? securityGroupRules)
        .filter(isObject)
        .flatMap((entry) => permission(objectOf(entry.SecurityGroupRule ?? entry.securityGroupRule ?? entry))),
  ],
  ['ec2:CreateNetworkAclEntry', aclEntry],
  ['ec2:ReplaceNetworkAclEntry', aclEntry],
  ['rds:AuthorizeDBSecurityGroupIngress', permission],
  ['redshift:AuthorizeClusterSecurityGroupIngress', permission],
])

/** The same rule has its ranges in a list (`ipPermissions`), or one range beside its ports. */
function permission(rule: JsonObject): readonly NetworkRule[] {
  const ranges = [
    ...[rule.ipRanges, rule.ipv6Ranges].flatMap((list) =>
      entriesOf(list).map((one) => (isObject(one) ? (one.cidrIp ?? one.cidrIpv6) : one)),
    ),
    rule.cidrIp,
    rule.cidrIpv6,
    rule.CidrIpv4,
    rule.CidrIpv6,
    rule.cIDRIP,
  ].flatMap((range) => textOf(range) ?? [])
  return ranges.length === 0
    ? []
    : [
        {
          ranges,
          ...ports(rule.ipProtocol ?? rule.IpProtocol, rule.fromPort ?? rule.FromPort, rule.toPort ?? rule.ToPort),
        },
      ]
}

function aclEntry(entry: JsonObject): readonly NetworkRule[] {
  const ranges = [entry.cidrBlock, entry.ipv6CidrBlock].flatMap((range) => textOf(range) ?? [])
  const { from, to } = objectOf(entry.portRange)
  return entry.ruleAction === 'allow' && ranges.length > 0 ? [{ ranges, ...ports(entry.aclProtocol, from, to) }] : []
}

/** All ports where the protocol is any, and where no ports are said. ICMP has types and no ports. */
function ports(protocol: unknown, from: unknown, to: unknown): Omit<NetworkRule, 'ranges'> {
  const name = String(protocol ?? '-1').toLowerCase()
  if (/^(icmp|icmpv6|1|58)$/.test(name)) return { from: 1, to: 0 }
  const [first, last] = [Number(from ?? -1), Number(to ?? from ?? -1)]
  if (name === '-1' || !(first >= 0) || !(last >= first)) return { from: 0, to: 65_535 }
  return { from: first, to: last }
}

function shown({ from, to }: NetworkRule): string {
  if (from > to) return 'icmp'
  if (from <= 1 && to >= 65_535) return 'all'
  return from === to ? String(from) : `${from}-${to}`
}

function exposed(rules: readonly NetworkRule[]): readonly number[] {
  return sensitivePorts.filter((port) => rules.some(({ from, to }) => from <= port && port <= to))
}

function directionOf({ action, record }: Activity): string | undefined {
  const request = objectOf(record.requestParameters)
  if (action === 'ec2:AuthorizeSecurityGroupEgress' || request.egress === true) return 'egress'
  if (action === 'ec2:ModifySecurityGroupRules') return undefined
  return calls.has(action) ? 'ingress' : undefined
}

/** Remote administration, file shares, orchestration, databases and queues, none of which belongs to all addresses. */
const sensitivePorts: readonly number[] = [
  20, 21, 22, 23, 111, 135, 137, 139, 389, 445, 512, 513, 514, 873, 1433, 1434, 1521, 2049, 2375, 2376, 2379, 2380,
  3306, 3389, 4333, 4505, 4506, 5432, 5439, 5500, 5601, 5672, 5900, 5901, 5984, 5985, 5986, 6379, 6443, 7000, 7199,
  8020, 8086, 8182, 8529, 9042, 9092, 9160, 9200, 9300, 10250, 11211, 15672, 27017, 27018, 27019, 50070,
]
