import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb'
import { type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb'
import type { Activity } from '../activity.ts'
import { activitiesOf, type Page, placeOf } from '../page.ts'
import { sourceOf } from '../sources/index.ts'
import { inParallel } from './backoff.ts'

/** The table of activities: pages are put once and read back by account, region, source and time. */
export interface ActivityStore {
  /** Puts pages unless they are there already. Says of how many activities each was the case, and what stopped it if it was stopped. */
  put(pages: readonly Page[]): Promise<Put>
  /** The activities from `since` up to, not including, `until` (milliseconds since 1970), in order of time. At most 31 days at once. */
  read(range: Range): AsyncGenerator<Activity>
}

/** What came of putting pages, in activities. */
export interface Put {
  readonly stored: number
  readonly duplicate: number
  /** Why some pages were not put. They are to be put again, with the others. */
  readonly failure?: unknown
}

/** Which activities are read back. */
export interface Range {
  readonly account: string
  readonly region: string
  readonly source: string
  readonly since: number
  readonly until: number
}

const hour = 3_600_000
const day = 24 * hour

/** Activities in DynamoDB, kept this many days after they happened. */
export function activityStore(client: DynamoDBDocumentClient, table: string, days: number): ActivityStore {
  return {
    async put(pages) {
      let [stored, duplicate] = [0, 0]
      try {
        await inParallel(pages, async (page) => {
          if (await putOnce(page)) stored += page.count
          else duplicate += page.count
        })
      } catch (failure) {
        return { stored, duplicate, failure }
      }
      return { stored, duplicate }
    },

    async *read(range) {
      if (!(range.until - range.since <= 31 * day)) throw new RangeError(`a range of at most 31 days is read at once`)
      const source = sourceOf(range.source)
      for (let time = Math.floor(range.since / hour) * hour; time < range.until; time += hour) {
        const activities = (await pagesAt(placeOf(range, time))).flatMap((body) => activitiesOf(body, source))
        yield* activities
          .filter(({ time }) => time >= range.since && time < range.until)
          .sort((a, b) => a.time - b.time)
      }
    },
  }

  async function putOnce({ place, id, source, count, body }: Page): Promise<boolean> {
    // A redelivery must give the very same item, so it expires counted from when it happened, not from now.
    const expires = Math.floor((Date.parse(`${place.slice(-13)}:00:00Z`) + days * day) / 1000)
    try {
      const Item = { pk: place, sk: id, source, count, body, expires }
      await client.send(new PutCommand({ TableName: table, Item, ConditionExpression: 'attribute_not_exists(pk)' }))
      return true
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false
      throw error
    }
  }

  async function pagesAt(place: string): Promise<Uint8Array[]> {
    const bodies: Uint8Array[] = []
    let from: Record<string, unknown> | undefined
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: table,
          KeyConditionExpression: 'pk = :place',
          ExpressionAttributeValues: { ':place': place },
          ProjectionExpression: 'body',
          ...(from && { ExclusiveStartKey: from }),
        }),
      )
      bodies.push(...(page.Items ?? []).map(({ body }) => body as Uint8Array))
      from = page.LastEvaluatedKey
    } while (from)
    return bodies
  }
}
