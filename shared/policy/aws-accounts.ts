/**
 * AWS's own accounts, one a region, that load balancers write their access logs from: a bucket of logs names one, and it is nobody's else.
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/classic/enable-access-logs.html
 */
export const loadBalancerAccounts: ReadonlySet<string> = new Set([
  '033677994240',
  '027434742980',
  '054676820928',
  '076674570225',
  '098369216593',
  '114774131450',
  '127311923021',
  '156460612806',
  '383597477331',
  '507241528517',
  '582318560864',
  '589379963580',
  '600734575887',
  '635631232127',
  '652711504416',
  '718504428378',
  '754344448648',
  '783225319266',
  '797873946194',
  '897822967062',
  '985666609251',
  '009996457667',
])
