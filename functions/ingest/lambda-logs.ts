import { ingestHandler } from '../../shared/aws/ingest-handler.ts'
import { lambdaLogs } from '../../shared/sources/lambda-logs.ts'

export const handler = ingestHandler([lambdaLogs])
