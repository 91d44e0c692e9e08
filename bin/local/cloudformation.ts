/** CloudFormation's functions, filled in for resources that live on this machine. What it does not know it refuses by name. */
type Json = Readonly<Record<string, unknown>>

/** A resource as a template declares it. */
export interface Declared {
  readonly Type: string
  readonly Condition?: string
  readonly Properties?: Json
}

/** What `!Ref` and `!GetAtt` of a resource give. */
export interface Known {
  readonly ref: string
  readonly attributes: Readonly<Record<string, string>>
}

export interface Template {
  readonly parameters: Readonly<Record<string, { readonly Default?: unknown }>>
  readonly conditions: Json
  readonly resources: Readonly<Record<string, Declared>>
}

export interface ResolverOptions {
  readonly template: Template
  /** `AWS::Region` and its like. */
  readonly pseudo: Readonly<Record<string, string>>
  /** Says what a resource is here; undefined when it has no counterpart. */
  readonly know: (id: string, resource: Declared | undefined) => Known | undefined
}

export interface Resolver {
  /** A value with every function in it carried out. */
  resolve(value: unknown, where: string): unknown
  condition(name: string): boolean
}

/** A resolver over one template. */
export function resolver({ template, pseudo, know }: ResolverOptions): Resolver {
  const ref = (name: string, where: string): unknown => {
    if (name === 'AWS::NoValue') return undefined
    const parameter = template.parameters[name]
    if (parameter !== undefined) return parameter.Default
    return pseudo[name] ?? known(name, where).ref
  }
  const known = (id: string, where: string): Known => {
    const found = know(id, template.resources[id])
    if (found === undefined)
      throw new Error(`${where}: ${id} (${template.resources[id]?.Type ?? 'not declared'}) has no counterpart here`)
    return found
  }
  const attribute = (id: string, name: string, where: string): string => {
    const value = known(id, where).attributes[name]
    if (value === undefined) throw new Error(`${where}: attribute ${name} of ${id} is not known here`)
    return value
  }
  const condition = (name: string): boolean => {
    if (!(name in template.conditions)) throw new Error(`condition ${name} is not declared`)
    return resolve(template.conditions[name], `condition ${name}`) === true
  }

  const functions: Readonly<Record<string, (argument: unknown, where: string) => unknown>> = {
    Ref: (name, where) => ref(String(name), where),
    Condition: (name) => condition(String(name)),
    'Fn::GetAtt': (argument, where) => {
      const [id, name] = list(argument, where).map(String)
      return attribute(id ?? '', name ?? '', where)
    },
    'Fn::Sub': (argument, where) => {
      const [text, extra = {}] = typeof argument === 'string' ? [argument] : list(argument, where)
      const own = resolve(extra, where) as Json
      return String(text).replaceAll(/\$\{([^}!]+)\}/g, (_, name: string) => {
        if (name in own) return String(own[name])
        const [id = '', ...path] = name.startsWith('AWS::') ? [name] : name.split('.')
        return path.length === 0 ? String(ref(id, where) ?? '') : attribute(id, path.join('.'), where)
      })
    },
    'Fn::If': (argument, where) => {
      const [name, yes, no] = list(argument, where)
      return resolve(condition(String(name)) ? yes : no, where)
    },
    'Fn::Equals': (argument, where) => {
      const [one, other] = list(resolve(argument, where), where)
      return String(one) === String(other)
    },
    'Fn::Not': (argument, where) => list(resolve(argument, where), where)[0] !== true,
    'Fn::And': (argument, where) => list(resolve(argument, where), where).every((one) => one === true),
    'Fn::Or': (argument, where) => list(resolve(argument, where), where).some((one) => one === true),
    'Fn::Join': (argument, where) => {
      const [separator, parts] = list(resolve(argument, where), where)
      return list(parts, where).join(String(separator))
    },
    'Fn::Split': (argument, where) => {
      const [separator, text] = list(resolve(argument, where), where)
      return String(text).split(String(separator))
    },
    'Fn::Select': (argument, where) => {
      const [index, values] = list(resolve(argument, where), where)
      return list(values, where)[Number(index)]
    },
  }

  const resolve = (value: unknown, where: string): unknown => {
    if (Array.isArray(value))
      return value.map((one, at) => resolve(one, `${where}[${at}]`)).filter((one) => one !== undefined)
    if (typeof value !== 'object' || value === null) return value
    const [[name = '', argument] = [], ...more] = Object.entries(value)
    if (more.length === 0 && name in functions) return functions[name]?.(argument, where)
    if (more.length === 0 && name.startsWith('Fn::')) throw new Error(`${where}: ${name} is not known here`)
    const entries = Object.entries(value).map(([key, inner]) => [key, resolve(inner, `${where}.${key}`)] as const)
    return Object.fromEntries(entries.filter(([, inner]) => inner !== undefined))
  }
  return { resolve, condition }
}

function list(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error(`${where}: wants a list, not ${JSON.stringify(value)}`)
  return value
}
