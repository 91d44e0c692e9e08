import type { Memory, Remembered } from './memory.ts'

/** Memory in this process and gone with it: for replays and tests. What it is given survives JSON, as it would in a table. */
export function inMemory(): Memory {
  const entries = new Map<string, Kept>()
  return {
    async read(scopes) {
      const known = scopes.filter((scope) => entries.has(scope))
      return new Map(known.map((scope) => [scope, JSON.parse(entries.get(scope)!.text) as Remembered]))
    },
    async write(changes) {
      const conflicts: string[] = []
      for (const [scope, entry] of changes) {
        const before = entries.get(scope)?.version ?? 0
        if (before !== entry.version) conflicts.push(scope)
        else entries.set(scope, { version: before + 1, text: JSON.stringify({ ...entry, version: before + 1 }) })
      }
      return conflicts
    },
  }
}

interface Kept {
  readonly version: number
  readonly text: string
}
