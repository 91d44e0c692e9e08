import { encryptionKey, impair, implant, manipulation, type Property, policy, said } from './property.ts'
import { at, foreign, list, listOf, short } from './read.ts'

/** Accounts that AWS itself publishes layers from: Powertools (Python, TypeScript), Lambda Insights, OpenTelemetry. */
const publishers = new Set(['017000801446', '094274105915', '580247275435', '901920570463'])

const deployed = 'Ask the owner whether this was a deployment; if not, deploy the last approved version again.'
const layers = {
  list: true,
  attack: implant,
  remediation:
    'Read what the layer holds and who published it; if nobody knows it, remove it and deploy the last approved version again.',
} as const

/** What a Lambda function's item says: nothing of its environment, addresses, event sources or destinations. */
export const lambdaFunction: readonly Property[] = [
  { id: 'code', name: 'code', read: said('codeSha256'), changed: 'low', attack: implant, remediation: deployed },
  {
    id: 'role',
    name: 'execution role',
    read: said('role'),
    changed: 'low',
    attack: manipulation,
    remediation: 'Compare what the two roles may do; if nobody meant the change, set the former role again.',
  },
  {
    id: 'layerOwners',
    name: 'layer of another account',
    read: said('layers', (known, { account }) =>
      list(
        layerArns(known)
          .flatMap((arn) => foreign(arn, account))
          .filter((owner) => !publishers.has(owner)),
      ),
    ),
    added: 'high',
    ...layers,
  },
  {
    id: 'layers',
    name: 'layer',
    read: said('layers', (known) => list(layerArns(known).map((arn) => arn.split(':').slice(4, 7).join(':')))),
    added: 'medium',
    removed: 'medium',
    ...layers,
  },
  {
    id: 'layerVersions',
    name: 'layer version',
    read: said('layers', (known) => list(layerArns(known).map((arn) => arn.split(':').slice(6).join(':')))),
    added: 'low',
    verb: () => 'changed',
    ...layers,
  },
  { id: 'handler', name: 'handler', read: said('handler'), changed: 'low', attack: implant, remediation: deployed },
  { id: 'runtime', name: 'runtime', read: said('runtime'), changed: 'low', attack: implant, remediation: deployed },
  {
    id: 'vpc',
    name: 'network (VPC)',
    read: said('vpcConfig', (known) => list(listOf(at(known, 'subnetIds')).map(short))),
    removed: 'high',
    changed: 'low',
    attack: impair,
    remediation: 'Attach the function to its subnets again; outside them it reaches the internet unwatched.',
  },
  ...encryptionKey(said('kmskeyArn')),
  {
    id: 'deadLetters',
    name: 'dead-letter target',
    read: said('deadLetterConfig.targetArn'),
    removed: 'low',
    changed: 'low',
    attack: impair,
    remediation: 'Set the dead-letter target again, so that failed events are kept.',
  },
  {
    id: 'signing',
    name: 'code signature',
    read: said('signingProfileVersionArn'),
    removed: 'high',
    changed: 'low',
    attack: implant,
    remediation: 'Deploy signed code again and require signatures by a code signing configuration that enforces them.',
  },
  ...policy('+Policy', manipulation),
]

/** Layers are objects in items; older ones list plain ARNs. */
function layerArns(known: unknown): readonly string[] {
  return listOf(known).flatMap((layer) => {
    const arn = typeof layer === 'string' ? layer : at(layer, 'arn')
    return typeof arn === 'string' ? [arn] : []
  })
}
