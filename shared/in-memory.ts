import type { Memory, Remembered } from './memory.ts'

/** Memory in this process and gone with it: for replays and tests. What it is given survives JSON, as it would in a table. */
export function inMemory(): Memory {
  const entries = new Map<string, string>()
  return {
    async read(scopes) {
      const known = scopes.filter((scope) => entries.has(scope))
      return new Map(known.map((scope) => [scope, JSON.parse(entries.get(scope)!) as Remembered]))
    },
    async write(changes) {
      const changed = [...changes].filter(([scope, { version }]) => versionOf(entries.get(scope)) !== version)
      const conflicts = new Set(changed.map(([scope]) => scope))
      for (const [scope, entry] of changes) {
        if (!conflicts.has(scope)) entries.set(scope, JSON.stringify({ ...entry, version: entry.version + 1 }))
      }
      return [...conflicts]
    },
  }
}

function versionOf(entry: string | undefined): number {
  return entry === undefined ? 0 : (JSON.parse(entry) as Remembered).version
}
