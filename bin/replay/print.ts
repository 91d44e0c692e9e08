import { reading } from '../../shared/channels/text.ts'
import type { Finding } from '../../shared/finding.ts'
import { ocsf } from '../../shared/ocsf.ts'
import { visible } from './visible.ts'

/** How a finding is printed on one line, by format. */
export const printing: Readonly<Record<'table' | 'ocsf', (finding: Finding) => string>> = {
  ocsf: (finding) => visible(JSON.stringify(ocsf(finding))),
  table: (finding) => {
    const { severity, when, title, why, where } = reading(finding)
    return [severity.padEnd(8), when, `${title}: ${why}`, `(${where})`].join('  ')
  },
}
