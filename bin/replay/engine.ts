import { activityStore } from '../../shared/aws/activities.ts'
import { backoff } from '../../shared/aws/backoff.ts'
import { findingStore } from '../../shared/aws/findings.ts'
import { dynamoMemory } from '../../shared/aws/memory.ts'
import { inMemory } from '../../shared/in-memory.ts'
import { pagesOf, type Written } from '../../shared/page.ts'
import type { Detection } from '../../shared/pipeline.ts'
import { count, type Tally } from '../../shared/tally.ts'
import { startTables } from '../engines/tables.ts'

/** Where a replay keeps what it would keep in tables. */
export interface ReplayEngine extends Pick<Detection, 'memory' | 'keep' | 'pause'> {
  /** Stores activities and says how many were new; those that no page can hold are counted as rejected. */
  store(written: readonly Written[], tally: Tally): Promise<{ readonly stored: number; readonly duplicate: number }>
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
    const { client, tables, stop } = await startTables()
    const activities = activityStore(client, tables.activities, 3650)
    return {
      memory: dynamoMemory(client, tables.memory),
      keep: findingStore(client, tables.findings).keep,
      pause: backoff,
      async store(written, tally) {
        const { pages, tooLarge } = pagesOf(written)
        if (tooLarge.length > 0) count(tally.rejected, 'larger than a page can be', tooLarge.length)
        return activities.put(pages)
      },
      stop,
    }
  },
}
