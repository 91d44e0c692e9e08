/**
 * The public OCSF schema 1.5.0 (schema.ocsf.io), as far as a finding uses it: the classes 2003 and 2004 under the profiles
 * `cloud` and `host`, and the objects in them. Every field that a finding has is here, and every field that the schema requires.
 */
type Kind = 'string' | 'integer' | 'boolean' | 'timestamp' | 'ip' | 'json' | (string & {})

interface Field {
  readonly type: Kind
  readonly list?: true
  readonly required?: true
  /** Value to caption. */
  readonly values?: Readonly<Record<number, string>>
  /** The field that holds the caption of this one's value. */
  readonly caption?: string
  /** The profile that brings this field: it may only be there, and is only required, when the finding names the profile. */
  readonly profile?: string
}

interface Shape {
  readonly fields: Readonly<Record<string, Field>>
  readonly atLeastOne?: readonly string[]
}

const text: Field = { type: 'string' }
const requiredText: Field = { type: 'string', required: true }
const entity = ['name', 'uid']
const severities = {
  0: 'Unknown',
  1: 'Informational',
  2: 'Low',
  3: 'Medium',
  4: 'High',
  5: 'Critical',
  6: 'Fatal',
  99: 'Other',
}

const finding: Readonly<Record<string, Field>> = {
  activity_id: {
    type: 'integer',
    required: true,
    values: { 0: 'Unknown', 1: 'Create', 2: 'Update', 3: 'Close', 99: 'Other' },
    caption: 'activity_name',
  },
  activity_name: text,
  category_uid: { type: 'integer', required: true, values: { 2: 'Findings' }, caption: 'category_name' },
  category_name: text,
  class_name: text,
  type_name: text,
  time: { type: 'timestamp', required: true },
  severity_id: { type: 'integer', required: true, values: severities, caption: 'severity' },
  severity: text,
  status_id: {
    type: 'integer',
    values: {
      0: 'Unknown',
      1: 'New',
      2: 'In Progress',
      3: 'Suppressed',
      4: 'Resolved',
      5: 'Archived',
      99: 'Other',
    },
    caption: 'status',
  },
  status: text,
  message: text,
  metadata: { type: 'metadata', required: true },
  finding_info: { type: 'finding_info', required: true },
  actor: { type: 'actor', profile: 'host' },
  cloud: { type: 'cloud', required: true, profile: 'cloud' },
  resources: { type: 'resource_details', list: true },
  evidences: { type: 'evidences', list: true },
  remediation: { type: 'remediation' },
}

/** Each class and object by its name in the schema. */
export const shapes: Readonly<Record<string, Shape>> = {
  detection_finding: {
    fields: {
      ...finding,
      class_uid: { type: 'integer', required: true, values: { 2004: 'Detection Finding' }, caption: 'class_name' },
      type_uid: {
        type: 'integer',
        required: true,
        values: {
          200401: 'Detection Finding: Create',
          200402: 'Detection Finding: Update',
          200403: 'Detection Finding: Close',
        },
        caption: 'type_name',
      },
      is_alert: { type: 'boolean' },
    },
  },
  compliance_finding: {
    fields: {
      ...finding,
      class_uid: { type: 'integer', required: true, values: { 2003: 'Compliance Finding' }, caption: 'class_name' },
      type_uid: {
        type: 'integer',
        required: true,
        values: {
          200301: 'Compliance Finding: Create',
          200302: 'Compliance Finding: Update',
          200303: 'Compliance Finding: Close',
        },
        caption: 'type_name',
      },
      compliance: { type: 'compliance', required: true },
    },
  },
  metadata: {
    fields: {
      version: requiredText,
      product: { type: 'product', required: true },
      profiles: { type: 'string', list: true },
      uid: text,
    },
  },
  product: { fields: { name: text, uid: text, vendor_name: text, version: text }, atLeastOne: entity },
  finding_info: {
    fields: {
      uid: requiredText,
      title: text,
      desc: text,
      analytic: { type: 'analytic' },
      attacks: { type: 'attack', list: true },
      related_events: { type: 'related_event', list: true },
      related_events_count: { type: 'integer' },
      data_sources: { type: 'string', list: true },
    },
  },
  analytic: {
    fields: {
      name: text,
      uid: text,
      type: text,
      type_id: {
        type: 'integer',
        required: true,
        values: {
          0: 'Unknown',
          1: 'Rule',
          2: 'Behavioral',
          3: 'Statistical',
          4: 'Learning (ML/DL)',
          5: 'Fingerprinting',
          6: 'Tagging',
          7: 'Keyword Match',
          8: 'Regular Expressions',
          9: 'Exact Data Match',
          10: 'Partial Data Match',
          11: 'Indexed Data Match',
          99: 'Other',
        },
        caption: 'type',
      },
    },
    atLeastOne: entity,
  },
  attack: {
    fields: {
      tactic: { type: 'tactic' },
      technique: { type: 'technique' },
      sub_technique: { type: 'sub_technique' },
      version: text,
    },
    atLeastOne: ['tactic', 'technique', 'sub_technique'],
  },
  tactic: { fields: { name: text, uid: text }, atLeastOne: entity },
  technique: { fields: { name: text, uid: text }, atLeastOne: entity },
  sub_technique: { fields: { name: text, uid: text }, atLeastOne: entity },
  related_event: { fields: { uid: requiredText, type: text, type_uid: { type: 'integer' } } },
  actor: {
    fields: {
      user: { type: 'user' },
      session: { type: 'session' },
      idp: { type: 'idp' },
      app_name: text,
      app_uid: text,
    },
    atLeastOne: ['process', 'user', 'invoked_by', 'session', 'app_name', 'app_uid'],
  },
  user: {
    fields: {
      uid: text,
      name: text,
      type: text,
      type_id: {
        type: 'integer',
        values: { 0: 'Unknown', 1: 'User', 2: 'Admin', 3: 'System', 99: 'Other' },
        caption: 'type',
      },
      account: { type: 'account' },
      uid_alt: text,
      credential_uid: text,
    },
    atLeastOne: ['account', 'name', 'uid'],
  },
  session: {
    fields: {
      uid: text,
      uid_alt: text,
      credential_uid: text,
      created_time: { type: 'timestamp' },
      is_mfa: { type: 'boolean' },
      issuer: text,
    },
  },
  idp: { fields: { name: text, uid: text }, atLeastOne: entity },
  account: {
    fields: {
      uid: text,
      name: text,
      type: text,
      type_id: { type: 'integer', values: { 10: 'AWS Account' }, caption: 'type' },
    },
    atLeastOne: entity,
  },
  cloud: { fields: { provider: requiredText, account: { type: 'account' }, region: text, cloud_partition: text } },
  resource_details: { fields: { uid: text, name: text, type: text }, atLeastOne: entity },
  evidences: {
    fields: {
      uid: text,
      name: text,
      actor: { type: 'actor' },
      api: { type: 'api' },
      src_endpoint: { type: 'network_endpoint' },
      http_request: { type: 'http_request' },
      data: { type: 'json' },
    },
    atLeastOne: ['actor', 'api', 'data', 'resources', 'src_endpoint', 'user'],
  },
  api: { fields: { operation: requiredText, service: { type: 'service' }, response: { type: 'response' } } },
  service: { fields: { name: text, uid: text }, atLeastOne: entity },
  response: { fields: { error: text, error_message: text, message: text, code: { type: 'integer' } } },
  network_endpoint: {
    fields: { ip: { type: 'ip' }, uid: text, name: text, svc_name: text, hostname: text },
    atLeastOne: ['ip', 'uid', 'name', 'hostname', 'svc_name'],
  },
  http_request: { fields: { user_agent: text } },
  remediation: { fields: { desc: requiredText } },
  compliance: {
    fields: {
      control: text,
      standards: { type: 'string', list: true },
      status_id: { type: 'integer', values: { 1: 'Pass', 2: 'Warning', 3: 'Fail' }, caption: 'status' },
      status: text,
    },
  },
}
