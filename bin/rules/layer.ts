import type { Attack } from '../../shared/finding.ts'

/** A layer of the ATT&CK Navigator, format 4.5. */
export interface Layer {
  readonly name: string
  readonly techniques: readonly { readonly techniqueID: string; readonly score: number; readonly comment: string }[]
  readonly [key: string]: unknown
}

/** The layer of what these rules are about: a technique's score is how many rules name it. */
export function attackNavigatorLayer(
  rules: readonly { readonly title: string; readonly attacks: readonly Attack[] }[],
): Layer {
  const titles = new Map<string, Set<string>>()
  for (const { title, attacks } of rules) {
    for (const { technique } of attacks) titles.set(technique, (titles.get(technique) ?? new Set()).add(title))
  }
  const techniques = [...titles]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([techniqueID, some]) => ({
      techniqueID,
      score: some.size,
      comment: [...some].sort().join('\n'),
      enabled: true,
    }))
  return {
    name: 'Vedette',
    versions: { attack: '17', navigator: '5.1.0', layer: '4.5' },
    domain: 'enterprise-attack',
    description: `What ${rules.length} rules look for; the score is the number of rules.`,
    sorting: 3, // The highest score first.
    layout: { layout: 'side', showID: true, showName: true, expandedSubtechniques: 'annotated' },
    hideDisabled: false,
    gradient: {
      colors: ['#cfe8ff', '#1f6fb2'],
      minValue: 1,
      maxValue: Math.max(2, ...techniques.map(({ score }) => score)),
    },
    techniques,
  }
}
