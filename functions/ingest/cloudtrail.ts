import { ingestHandler } from '../../shared/aws/ingest-handler.ts'
import { cloudtrail } from '../../shared/sources/cloudtrail.ts'

export const handler = ingestHandler([cloudtrail])
