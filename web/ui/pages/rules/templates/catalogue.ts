import type { RuleTemplateSummary } from '../../../../contract/rule-templates.ts';

/** In English and Chinese; where one is empty the other stands for both. */
export interface BothLanguages {
  readonly en: string;
  readonly zh: string;
}

/** A template as the catalogue shows it. */
export interface CatalogueEntry {
  readonly template: RuleTemplateSummary;
  /** Whether the scope has any of the metrics that it reads; undefined while nobody knows. */
  readonly hasData: boolean | undefined;
}

/** What templates are about, with its templates. */
export interface CatalogueResource {
  /** `scope.resource`. */
  readonly key: string;
  readonly scopeTitle: BothLanguages;
  readonly title: BothLanguages;
  /** Those with data first, otherwise in the order of the catalogue. */
  readonly entries: readonly CatalogueEntry[];
  /** How many have data. */
  readonly withData: number;
}

export function textIn(text: BothLanguages, language: string): string {
  const [first, second] = language.startsWith('zh') ? [text.zh, text.en] : [text.en, text.zh];
  return first === '' ? second : first;
}

/**
 * The catalogue by resource, those with data first.
 * @param names metrics that the scope has; undefined while nobody knows
 */
export function catalogueOf(
  templates: readonly RuleTemplateSummary[],
  names: ReadonlySet<string> | undefined,
): readonly CatalogueResource[] {
  const byResource = new Map<string, CatalogueEntry[]>();
  for (const template of templates) {
    const key = `${template.scope}.${template.resource}`;
    const hasData = names && template.metrics.some((metric) => names.has(metric));
    const entries = byResource.get(key) ?? [];
    byResource.set(key, entries);
    entries.push({ template, hasData });
  }
  const resources = [...byResource].flatMap(([key, entries]): CatalogueResource[] => {
    const [first] = entries;
    if (first === undefined) return [];
    const { scopeTitle, resourceTitle: title } = first.template;
    const withData = entries.filter(({ hasData }) => hasData).length;
    return [{ key, scopeTitle, title, entries: dataFirst(entries), withData }];
  });
  return [...resources.filter(({ withData }) => withData > 0), ...resources.filter(isBare)];
}

/** Templates in whose titles and names every word occurs, in either language, whatever the case. */
export function searchCatalogue(
  resources: readonly CatalogueResource[],
  text: string,
): readonly CatalogueEntry[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = resources
    .flatMap(({ entries }) => entries)
    .filter(({ template }) => {
      const { id, title, resourceTitle, scopeTitle, metrics } = template;
      const texts = [title, resourceTitle, scopeTitle].flatMap(({ en, zh }) => [en, zh]);
      const known = [id, ...texts, ...metrics].join(' ').toLowerCase();
      return words.every((word) => known.includes(word));
    });
  return dataFirst(found);
}

function dataFirst(entries: readonly CatalogueEntry[]): readonly CatalogueEntry[] {
  return [
    ...entries.filter(({ hasData }) => hasData !== false),
    ...entries.filter(({ hasData }) => hasData === false),
  ];
}

function isBare({ withData }: CatalogueResource): boolean {
  return withData === 0;
}
