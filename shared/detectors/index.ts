import type { Detector } from '../detector.ts'
import { correlations, rules } from '../rules/index.ts'
import { matching } from '../rules/matching.ts'
import { correlationDetectors } from './correlations.ts'
import { drift } from './drift.ts'
import { ruleDetector } from './rules.ts'

/** What watches conduct, and runs in detect/behaviour. */
export const behaviourDetectors: readonly Detector[] = /* @__PURE__ */ overRules()

/** What watches configuration, and runs in detect/drift. */
export const driftDetectors: readonly Detector[] = [drift as Detector]

/** An activity is matched with the rules once, for the rules themselves and for all correlations over them. */
function overRules(): readonly Detector[] {
  const matches = matching(rules)
  return [ruleDetector(rules, matches), ...(correlationDetectors(correlations, matches) as readonly Detector[])]
}
