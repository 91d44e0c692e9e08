import { delivery } from './delivery.ts'
import { identity } from './identity.ts'
import { tables } from './tables.ts'
import type { Promises } from './template.ts'
import { watching } from './watching.ts'

/** What the deployment holds to, whatever is added to it. */
export const promises: Promises = { ...delivery, ...tables, ...identity, ...watching }
