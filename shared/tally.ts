/** What became of every record: `received = stored + duplicate + ignored + rejected`. Nothing is dropped in silence. */
export interface Tally {
  received: number
  stored: number
  duplicate: number
  /** How many were of no interest, by reason. */
  readonly ignored: Map<string, number>
  /** How many could not be read, by reason. */
  readonly rejected: Map<string, number>
}

/** A tally of nothing. */
export function tally(): Tally {
  return { received: 0, stored: 0, duplicate: 0, ignored: new Map(), rejected: new Map() }
}

/** Counts some for a reason. Beyond a thousand reasons, which only made-up input has, they share one. */
export function count(reasons: Map<string, number>, reason: string, some = 1): void {
  const known = reasons.has(reason) || reasons.size < 1000 ? reason : 'other reasons'
  reasons.set(known, (reasons.get(known) ?? 0) + some)
}

/** The sum over all reasons. */
export function total(reasons: ReadonlyMap<string, number>): number {
  return reasons.values().reduce((sum, some) => sum + some, 0)
}

/** The closing account, one line: `received 1200 · stored 1000 · duplicate 150 · ignored 48 · rejected 2`. */
export function account({ received, stored, duplicate, ignored, rejected }: Tally): string {
  return `received ${received} · stored ${stored} · duplicate ${duplicate} · ignored ${total(ignored)} · rejected ${total(rejected)}`
}

/** Whether the numbers add up. */
export function addsUp({ received, stored, duplicate, ignored, rejected }: Tally): boolean {
  return received === stored + duplicate + total(ignored) + total(rejected)
}

/** Adds one tally to another. */
export function merge(into: Tally, from: Tally): void {
  into.received += from.received
  into.stored += from.stored
  into.duplicate += from.duplicate
  for (const [reason, some] of from.ignored) count(into.ignored, reason, some)
  for (const [reason, some] of from.rejected) count(into.rejected, reason, some)
}
