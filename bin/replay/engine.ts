import { inMemory } from '../../shared/in-memory.ts'
import type { Written } from '../../shared/page.ts'
import type { Detection } from '../../shared/pipeline.ts'

/** Where a replay keeps what it would keep in tables. */
export interface ReplayEngine extends Pick<Detection, 'memory' | 'keep' | 'pause'> {
  /** Stores activities and says how many were new. Throws what stopped it. */
  store(written: readonly Written[]): Promise<{ readonly stored: number; readonly duplicate: number }>
  stop(): Promise<void>
}

/** `memory` keeps nothing longer than it runs, `dynamodb` goes through the tables' own code and an embedded DynamoDB. */
export const engines: Readonly<Record<'memory' | 'dynamodb', () => Promise<ReplayEngine>>> = {
  async memory() {
    const kept = new Set<string>()
    return {
      memory: inMemory(),
      async keep({ uid }) {
        const before = kept.size
        return kept.add(uid).size > before
      },
      store: async (written) => ({ stored: written.length, duplicate: 0 }),
      stop: async () => {},
    }
  },

  async dynamodb() {
    const { tablesEngine } = await import('./tables-engine.ts') // The SDK is large, and only needed here.
    return tablesEngine()
  },
}
