/** The numbers that must add up, taken from the metrics which the functions print (CloudWatch's embedded metric format). */

/** The numbers of a closing account, in its order. */
export const numbers = ['received', 'stored', 'duplicate', 'ignored', 'rejected'] as const
export type Numbers = Readonly<Record<(typeof numbers)[number], number>>

export interface Account {
  /** Adds what one printed line says, if it is a metric of ours. */
  hear(line: string): void
  readonly sums: Numbers
}

/** An account with nothing in it yet; `namespace` is the metrics' own. */
export function account(namespace: string): Account {
  const sums = { received: 0, stored: 0, duplicate: 0, ignored: 0, rejected: 0 }
  return {
    hear(line) {
      const metrics = metricsIn(line, namespace)
      for (const name of numbers) {
        for (const value of metrics.get(name) ?? []) sums[name] += value
      }
    },
    get sums() {
      return { ...sums }
    },
  }
}

/** `received 1200 · stored 1000 · duplicate 150 · ignored 48 · rejected 2` */
export function accountLine(sums: Numbers): string {
  return numbers.map((name) => `${name} ${sums[name]}`).join(' · ')
}

/** What is missing so that the numbers add up: 0 when they do. */
export function unaccounted({ received, stored, duplicate, ignored, rejected }: Numbers): number {
  return received - stored - duplicate - ignored - rejected
}

function metricsIn(line: string, namespace: string): ReadonlyMap<string, readonly number[]> {
  if (!line.startsWith('{') || !line.includes('"_aws"')) return new Map()
  const printed = parsed(line)
  const directives = printed?._aws?.CloudWatchMetrics ?? []
  const names = new Set(
    directives
      .filter(({ Namespace }) => Namespace === namespace)
      .flatMap(({ Metrics }) => Metrics.map(({ Name }) => Name)),
  )
  return new Map(
    [...names].map((name) => [
      name.toLowerCase(),
      [printed?.[name]].flat().filter((value) => typeof value === 'number'),
    ]),
  )
}

type Printed = { readonly [name: string]: unknown } & {
  readonly _aws?: {
    readonly CloudWatchMetrics?: readonly {
      readonly Namespace: string
      readonly Metrics: readonly { readonly Name: string }[]
    }[]
  }
}

function parsed(line: string): Printed | undefined {
  try {
    return JSON.parse(line) as Printed
  } catch {
    return undefined // A line that only looks like one of ours.
  }
}
