import { ingestHandler } from '../../shared/aws/ingest-handler.ts'
import { config } from '../../shared/sources/config.ts'

export const handler = ingestHandler([config])
