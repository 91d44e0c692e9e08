/** One answer to a question about a policy: what was found, and why in one sentence. No answer is the answer no. */
export interface Found {
  readonly value: string
  readonly reason: string
}

/** The values of answers, each once. */
export function valuesOf(found: readonly Found[]): readonly string[] {
  return [...new Set(found.map(({ value }) => value))]
}

/** Some names in a sentence: the first few, each short, since whoever wrote the policy chose them. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => (name.length > 100 ? `${name.slice(0, 99)}…` : name))
  return names.length > 5 ? `${shown.join(', ')} and ${names.length - 5} more` : shown.join(', ')
}
