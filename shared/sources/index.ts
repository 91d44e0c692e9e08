import type { Source } from '../source.ts'
import { cloudtrail } from './cloudtrail.ts'
import { config } from './config.ts'
import { lambdaLogs } from './lambda-logs.ts'

/** Every log that is read, the busiest first. */
export const sources: readonly Source[] = [cloudtrail, config, lambdaLogs]

/** The source with this id. Throws where there is none: it was stored by a version that had it. */
export function sourceOf(id: string): Source {
  const source = sources.find((source) => source.id === id)
  if (!source) throw new Error(`there is no source ${id}`)
  return source
}
