import type { Source } from '../source.ts'
import { cloudtrail } from './cloudtrail.ts'
import { config } from './config.ts'
import { lambdaLogs } from './lambda-logs.ts'

/** Every log that is read, the busiest first. */
export const sources: readonly Source[] = [cloudtrail, config, lambdaLogs]
