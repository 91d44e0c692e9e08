import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb'
import { estateOf } from '../local/estate.ts'
import { startDynamoDb } from './dynamodb.ts'

/** The three tables as the templates declare them, in an embedded DynamoDB. */
export interface Tables {
  readonly endpoint: string
  readonly client: DynamoDBDocumentClient
  readonly tables: { readonly activities: string; readonly memory: string; readonly findings: string }
  stop(): Promise<void>
}

/** Starts an embedded DynamoDB and creates the tables in it. */
export async function startTables(): Promise<Tables> {
  const { endpoint, stop } = await startDynamoDb()
  const raw = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  })
  const declared = (await estateOf()).tables
  // The properties of `AWS::DynamoDB::Table` are named and built as those of `CreateTable`.
  for (const { properties } of declared)
    await raw.send(new CreateTableCommand(properties as unknown as CreateTableCommandInput))
  const named = (ending: string) => declared.find(({ name }) => name.endsWith(ending))!.name
  return {
    endpoint,
    client: DynamoDBDocumentClient.from(raw),
    tables: { activities: named('ActivitiesTable'), memory: named('MemoryTable'), findings: named('FindingsTable') },
    async stop() {
      raw.destroy()
      await stop()
    },
  }
}
