import type { Detector } from '../detector.ts'
import { rules } from '../rules/index.ts'
import { deniedBurst } from './denied-burst.ts'
import { drift } from './drift.ts'
import { ruleDetector } from './rules.ts'

/** What watches conduct, and runs in detect/behaviour. */
export const behaviourDetectors: readonly Detector[] = [/* @__PURE__ */ ruleDetector(rules), deniedBurst as Detector]

/** What watches configuration, and runs in detect/drift. */
export const driftDetectors: readonly Detector[] = [drift as Detector]
