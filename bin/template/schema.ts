import { CelEngine, TemplateFile } from '@aws/cloudformation-validate'

/** Advice that is not ours to follow, and why. */
const passed: Readonly<Record<string, string>> = {
  W3005: 'the framework names a role both as a dependency and as a reference',
  W8003: 'whether log groups are listed is decided when packaging, so its condition is a constant',
  W9002: 'EventBridge rules are told apart by ARN, which the framework spells out',
}

/** What AWS's own validator finds wrong with a template: schemas of every resource, functions, references, conditions. */
export function invalid(path: string): readonly string[] {
  const engine = new CelEngine()
  try {
    const { diagnostics } = engine.validateStandard(new TemplateFile(path), { severityLevel: 'WARN' })
    return diagnostics
      .filter(({ ruleId }) => !(ruleId in passed))
      .map(
        ({ ruleId, severity, entity, propertyPath, message }) =>
          `${severity} ${ruleId} ${entity?.logicalId ?? ''} ${propertyPath ?? ''}: ${message}`,
      )
  } finally {
    engine.free()
  }
}
