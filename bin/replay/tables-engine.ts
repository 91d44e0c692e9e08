import { activityStore } from '../../shared/aws/activities.ts'
import { backoff } from '../../shared/aws/backoff.ts'
import { findingStore } from '../../shared/aws/findings.ts'
import { dynamoMemory } from '../../shared/aws/memory.ts'
import { pagesOf } from '../../shared/page.ts'
import { count } from '../../shared/tally.ts'
import { startTables } from '../engines/tables.ts'
import type { ReplayEngine } from './engine.ts'

/** Replays through the tables' own code and an embedded DynamoDB. */
export async function tablesEngine(): Promise<ReplayEngine> {
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
}
