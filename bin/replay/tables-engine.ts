import { activityStore } from '../../shared/aws/activities.ts'
import { backoff } from '../../shared/aws/backoff.ts'
import { findingStore } from '../../shared/aws/findings.ts'
import { dynamoMemory } from '../../shared/aws/memory.ts'
import { pagesOf } from '../../shared/page.ts'
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
    async store(written) {
      const { failure, ...put } = await activities.put(pagesOf(written))
      if (failure !== undefined) throw failure
      return put
    },
    stop,
  }
}
