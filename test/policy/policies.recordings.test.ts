import { existsSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { externalAccounts } from '../../shared/policy/accounts.ts'
import { parsePolicy, type Statement } from '../../shared/policy/document.ts'
import { escalations } from '../../shared/policy/escalation.ts'
import { valuesOf } from '../../shared/policy/found.ts'
import { publicGrants } from '../../shared/policy/public.ts'

const folder = new URL('../../../shared/recordings/iam-policies/', import.meta.url)
const recordings = existsSync(folder)
const lines = (file: string) =>
  readFileSync(new URL(file, folder), 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

interface Labelled {
  readonly name: string
  readonly privesc: boolean
  readonly document: unknown
}

it.skipIf(!recordings)(
  'agrees with the labels of AWS’s managed policies but where it can say why (needs the recordings)',
  () => {
    const policies = lines('aws_managed.jsonl') as readonly Labelled[]
    const judged = policies.map(({ name, privesc, document }) => {
      const statements = parsePolicy(document)!
      return {
        name,
        privesc,
        found: valuesOf(escalations(statements)),
        anywhere: valuesOf(escalations(unrestricted(statements))),
      }
    })
    const agree = judged.filter(({ privesc, found }) => privesc === found.length > 0)
    const missed = judged.filter(({ privesc, found }) => privesc && found.length === 0)
    const restricted = missed.filter(({ anywhere }) => anywhere.length > 0)
    const extra = judged.filter(({ privesc, found }) => !privesc && found.length > 0)
    console.log(
      [
        `${judged.length} managed policies: the label and the sets agree on ${agree.length}`,
        `  labelled, and no set usable: ${missed.length}, of which ${restricted.length} pick resources by name or condition and ${missed.length - restricted.length} hold no whole set`,
        `  not labelled, and a set usable: ${extra.map(({ name, found }) => `${name} (${found.join(', ')})`).join('; ')}`,
      ].join('\n'),
    )
    // The labels count single actions on any resource, `iam:PassRole` and `iam:CreateServiceLinkedRole` among them; we ask for whole sets.
    expect(agree.length / judged.length).toBeGreaterThan(0.75)
    expect(Object.fromEntries(extra.map(({ name, found }) => [name, found]))).toEqual(unlabelled)
  },
)

/** What the labels do not count as an escalation: running what is deployed under another's role. */
const unlabelled = {
  AWSCloudFormationFullAccess: ['cloudformation-update-stack', 'cloudformation-change-set'],
  AWSCodeBuildDeveloperAccess: ['codebuild-start-build'],
  AWSConnector: ['ec2-change-instance'],
  AWSEC2VssRestorePolicy: ['ssm-send-command'],
  AmazonECSServiceRolePolicy: ['ssm-start-session'],
  AmazonLambdaRolePolicyForLaunchWizardSAP: ['ssm-send-command'],
  AmazonSSMAutomationRole: ['cloudformation-update-stack', 'ssm-start-session', 'ssm-send-command'],
  CloudwatchApplicationInsightsServiceLinkedRolePolicy: ['ssm-send-command'],
}

it.skipIf(!recordings)('completes a set for each known path to more rights (needs the recordings)', () => {
  const paths = lines('privesc_paths.jsonl') as readonly {
    readonly id: string
    readonly permissions: { readonly required: readonly { readonly permission: string }[] }
  }[]
  const missed = paths.filter(({ permissions }) => {
    const Action = permissions.required.map(({ permission }) => permission)
    return escalations(parsePolicy({ Statement: { Effect: 'Allow', Action, Resource: '*' } })!).length === 0
  })
  console.log(`${paths.length - missed.length} of ${paths.length} paths complete a set`)
  expect(missed.map(({ id }) => id)).toEqual([])
})

/** Whether a policy that somebody labelled lets in more than account 123456789012. */
function opens(policy: unknown): boolean {
  const statements = parsePolicy(policy) ?? []
  return publicGrants(statements).length > 0 || externalAccounts(statements, (one) => one === '123456789012').length > 0
}

it.skipIf(!recordings)('agrees with the labels of bucket policies (needs the recordings)', () => {
  const policies = JSON.parse(readFileSync(new URL('custodian/s3-policies.json', folder), 'utf8')) as readonly {
    readonly Id: string
  }[]
  // Which networks are one's own is a list that its labeller had and we have not.
  const labelled = policies.filter(({ Id }) => !Id.startsWith('SourceVpc'))
  const disagree = labelled.filter((policy) => policy.Id.endsWith('Invalid') !== opens(policy)).map(({ Id }) => Id)
  console.log(`${labelled.length - disagree.length} of ${labelled.length} bucket policies agree`)
  expect(disagree).toEqual([])
})

/** The same policy with its resources and conditions taken away. */
function unrestricted(statements: readonly Statement[]): readonly Statement[] {
  return statements.map((one) => ({ ...one, resources: ['*'], notResources: [], conditions: [] }))
}
