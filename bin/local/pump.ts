/** A pump carries what waits at one trigger to the function behind it, as Lambda's own pollers do. */
export interface Pump {
  /** What it carries: `queue vedette-local-trail → ingestCloudtrail`. */
  readonly name: string
  /** Looks once more, then says what is still on its way; undefined when nothing is. */
  pending(): Promise<string | undefined>
  /** Takes nothing more, and resolves when what it holds is done with. */
  stop(): Promise<void>
}

/** Hands a function one event and gives back what it answered. */
export type Invoke = (event: unknown) => Promise<unknown>

/**
 * The failed items of a partial batch response, out of the ids that were handed over. As Lambda reads it: an answer without a list means that
 * all went well, and a list that names what was never handed over means that nothing did.
 */
export function failuresOf(answer: unknown, ids: readonly string[]): readonly string[] {
  if (typeof answer !== 'object' || answer === null || !('batchItemFailures' in answer)) return []
  const { batchItemFailures: failures } = answer
  if (failures === null || failures === undefined) return []
  if (!Array.isArray(failures)) return ids
  const named = failures.map((failure: unknown) =>
    typeof failure === 'object' && failure !== null && 'itemIdentifier' in failure
      ? String(failure.itemIdentifier)
      : '',
  )
  return named.every((id) => ids.includes(id)) ? named : ids
}
