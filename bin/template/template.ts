/** A CloudFormation template as far as the checks read it. */
export interface Template {
  readonly Parameters?: Readonly<Record<string, unknown>>
  readonly Resources: Readonly<Record<string, Resource>>
}

export interface Resource {
  readonly Type: string
  readonly Properties?: unknown
  readonly DeletionPolicy?: string
}

/** What a deployment promises, each with a line for every place where a template breaks it. */
export type Promises = Readonly<Record<string, (template: Template) => readonly string[]>>

/** A resource with the name that the template gives it, and a way to read its properties: `of('ScalingConfig.MaximumConcurrency')`. */
export interface Named {
  readonly id: string
  of(path: string): unknown
}

/** An IAM statement, and whose it is. */
export interface Statement {
  readonly owner: string
  readonly sid: string
  readonly allows: boolean
  readonly actions: readonly string[]
  readonly resources: readonly unknown[]
  readonly principal: unknown
  /** Its conditions by key, whatever their operators. */
  readonly conditions: Readonly<Record<string, unknown>>
  /** The statement as it is written. */
  readonly document: unknown
}

/** The resources of a type. */
export function ofType(template: Template, type: string): readonly Named[] {
  return Object.keys(template.Resources)
    .filter((id) => template.Resources[id]?.Type === type)
    .map((id) => named(template, id))
}

/** The resource of a name; one that does not exist has no property. */
export function named(template: Template, id: string | undefined): Named {
  return { id: String(id), of: (path) => at(template.Resources[id ?? '']?.Properties, path) }
}

/** What stands at a path in JSON, or undefined. */
export function at(value: unknown, path: string): unknown {
  let found = value
  for (const name of path.split('.')) found = (found as Record<string, unknown> | null | undefined)?.[name]
  return found
}

/** One or many, as CloudFormation and IAM let people write it, as many. */
export function list(value: unknown): readonly unknown[] {
  if (value === undefined) return []
  return Array.isArray(value) ? value : [value]
}

/** The name that a `Ref` or `Fn::GetAtt` points at, or undefined. */
export function target(value: unknown): string | undefined {
  const name = at(value, 'Ref') ?? at(value, 'Fn::GetAtt.0')
  return typeof name === 'string' ? name : undefined
}

/** The type of what a `Ref` or `Fn::GetAtt` points at. */
export function targetType({ Resources }: Template, value: unknown): string | undefined {
  return Resources[target(value) ?? '']?.Type
}

/** What the roles allow and refuse. */
export function roleStatements(template: Template): readonly Statement[] {
  return ofType(template, 'AWS::IAM::Role').flatMap(({ id, of }) =>
    list(of('Policies')).flatMap((policy) => statements(id, at(policy, 'PolicyDocument'))),
  )
}

/** What queues, topics and keys allow and refuse. */
export function resourceStatements(template: Template): readonly Statement[] {
  const policies = [...ofType(template, 'AWS::SQS::QueuePolicy'), ...ofType(template, 'AWS::SNS::TopicPolicy')]
  return [
    ...policies.flatMap(({ of }) =>
      list(of('Queues') ?? of('Topics')).flatMap((resource) =>
        statements(String(target(resource)), of('PolicyDocument')),
      ),
    ),
    ...ofType(template, 'AWS::KMS::Key').flatMap(({ id, of }) => statements(id, of('KeyPolicy'))),
  ]
}

/** A statement that stands under a condition is one that may come to stand. */
function statements(owner: string, document: unknown): readonly Statement[] {
  return list(at(document, 'Statement'))
    .flatMap((statement) => (at(statement, 'Fn::If') ? list(at(statement, 'Fn::If')).slice(1) : [statement]))
    .filter((statement) => at(statement, 'Effect') !== undefined)
    .map((statement) => ({
      owner,
      sid: String(at(statement, 'Sid')),
      allows: at(statement, 'Effect') === 'Allow',
      actions: list(at(statement, 'Action')).map(String),
      resources: list(at(statement, 'Resource')),
      principal: at(statement, 'Principal'),
      conditions: Object.assign({}, ...Object.values(at(statement, 'Condition') ?? {})),
      document: statement,
    }))
}
