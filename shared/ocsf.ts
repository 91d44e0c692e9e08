import { clip } from './clip.ts'
import { type Analytic, type Attack, type Finding, severities } from './finding.ts'
import { accountOf, actorOf, type OcsfAccount, type OcsfActor } from './ocsf-actor.ts'
import { evidenceOf, type OcsfEvidence } from './ocsf-evidence.ts'
import { id, idOf, present } from './ocsf-fields.ts'
import { tactics } from './tactics.ts'

/** A finding as the rest of the world reads it: OCSF 1.5.0, a Detection Finding (2004) or, of drift, a Compliance Finding (2003). */
export interface OcsfFinding {
  readonly activity_id: 1
  readonly activity_name: 'Create'
  readonly category_uid: 2
  readonly category_name: 'Findings'
  readonly class_uid: 2003 | 2004
  readonly class_name: string
  readonly type_uid: number
  readonly type_name: string
  readonly time: number
  readonly severity_id: number
  readonly severity: string
  readonly status_id: 1
  readonly status: 'New'
  readonly message: string
  readonly is_alert?: true
  readonly metadata: {
    readonly version: string
    readonly product: { readonly name: 'Vedette'; readonly vendor_name: 'Vedette' }
    readonly profiles: readonly string[]
    readonly uid: string
  }
  readonly finding_info: {
    readonly uid: string
    readonly title: string
    readonly desc: string
    readonly analytic: { readonly uid: string; readonly name: string; readonly type_id: number; readonly type: string }
    readonly attacks: readonly OcsfAttack[]
    readonly related_events: readonly { readonly uid: string }[]
    readonly related_events_count: number
    readonly data_sources: readonly string[]
  }
  readonly actor: OcsfActor
  readonly cloud: { readonly provider: 'AWS'; readonly account?: OcsfAccount; readonly region?: string }
  readonly resources: readonly { readonly uid: string; readonly type: string }[]
  readonly evidences: readonly OcsfEvidence[]
  readonly remediation: { readonly desc: string }
  readonly compliance?: {
    readonly control: string
    readonly standards: readonly string[]
    readonly status_id: 3
    readonly status: 'Fail'
  }
}

interface OcsfAttack {
  readonly tactic: { readonly uid: string; readonly name?: string }
  readonly technique: { readonly uid: string }
  readonly sub_technique?: { readonly uid: string }
}

/** The public form of a finding. Bounded whatever the finding holds: identifiers, texts, lists and the record each have their limit. */
export function ocsf({
  uid,
  kind,
  analytic,
  title,
  reason,
  remediation,
  severity,
  attacks,
  activity,
  related,
}: Finding): OcsfFinding {
  const { classUid, className, ...own } = classes[kind](analytic)
  return {
    activity_id: 1,
    activity_name: 'Create',
    category_uid: 2,
    category_name: 'Findings',
    class_uid: classUid,
    class_name: className,
    type_uid: classUid * 100 + 1,
    type_name: `${className}: Create`,
    time: activity.time,
    severity_id: severities.indexOf(severity) + 1,
    severity: capital(severity),
    status_id: 1,
    status: 'New',
    message: text(title),
    metadata: {
      version: '1.5.0',
      product: { name: 'Vedette', vendor_name: 'Vedette' },
      // `cloud` brings the field cloud, `host` the field actor.
      profiles: ['cloud', 'host'],
      uid: id(uid),
    },
    finding_info: {
      uid: id(uid),
      title: text(title),
      desc: text(reason),
      analytic: { uid: id(analytic.uid), name: id(analytic.name), ...analyticTypes[analytic.type] },
      attacks: attacks.slice(0, 20).map(attackOf),
      related_events: related.slice(0, 500).map((event) => ({ uid: id(event) })),
      related_events_count: related.length,
      data_sources: [activity.source],
    },
    actor: actorOf(activity.actor),
    cloud: present<OcsfFinding['cloud']>({
      provider: 'AWS',
      account: accountOf(activity.account || 'unknown'),
      region: idOf(activity.region) ?? 'unknown', // Consumers rely on it being there, also where a log does not say.
    }),
    resources: activity.resources.slice(0, 100).map(({ uid, type }) => ({ uid: id(uid), type: id(type) })),
    evidences: [evidenceOf(activity)],
    remediation: { desc: text(remediation) },
    ...own,
  }
}

/** The same finding without the raw record, which says why it was left out. */
export function withoutRecord(finding: OcsfFinding, why: string): OcsfFinding {
  return { ...finding, evidences: finding.evidences.map((evidence) => ({ ...evidence, data: { left_out: why } })) }
}

/** What the two classes have of their own. A required `compliance` names what was checked; `is_alert` exists in 2004 only. */
const classes = {
  detection: () => ({ classUid: 2004 as const, className: 'Detection Finding', is_alert: true as const }),
  compliance: ({ name }: Analytic) => ({
    classUid: 2003 as const,
    className: 'Compliance Finding',
    compliance: {
      control: id(name),
      standards: ['Approved configuration'],
      status_id: 3 as const,
      status: 'Fail' as const,
    },
  }),
}

const analyticTypes: Readonly<Record<Analytic['type'], { type_id: number; type: string }>> = {
  rule: { type_id: 1, type: 'Rule' },
  behavioral: { type_id: 2, type: 'Behavioral' },
  statistical: { type_id: 3, type: 'Statistical' },
}

/** The technique stays whole for those who look for `T1098.003` there; OCSF's own place for it is the sub-technique. */
function attackOf({ tactic, technique }: Attack): OcsfAttack {
  return present<OcsfAttack>({
    tactic: present<OcsfAttack['tactic']>({ uid: id(tactic), name: tactics.get(tactic) }),
    technique: { uid: id(technique) },
    sub_technique: technique.includes('.') ? { uid: id(technique) } : undefined,
  })
}

const text = (value: string) => clip(value, 4_096)
const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
