import type { RuleLanguage } from '../rule-language.ts';
import { detectLanguage } from './detect-language.ts';
import { type ExchangeFinding, said } from './exchange-finding.ts';
import type { ExchangeDialect, ExchangeDocument, ExchangePlace } from './exchange-group.ts';
import { FieldReader, type Findings } from './field-reader.ts';
import type { Located, LocatedMap } from './located.ts';
import { parseYaml } from './parse-yaml.ts';
import { type ReadGroup, readGroups } from './read-group.ts';

/**
 * What a text says about rules. `refusals` are what could not be read, rule by rule where it is of
 * one; `notes` are fields and texts that were left out or read in one of several ways.
 */
export type ReadRules =
  | {
      readonly kind: 'read';
      readonly documents: readonly ExchangeDocument[];
      readonly refusals: readonly ExchangeFinding[];
      readonly notes: readonly ExchangeFinding[];
    }
  /** Nothing of it could be read. */
  | { readonly kind: 'refused'; readonly finding: ExchangeFinding };

const MAX_DOCUMENTS = 1_000;
const MAX_RULES = 20_000;

/**
 * Reads rules in any of our dialects, told apart by what the text says: objects by their `kind`
 * (single, in a `List`, several documents), a ruler's namespaces by `namespace`, files by `groups`,
 * a ruler's answer by its lists of groups under the names of namespaces, and one group by `rules`.
 *
 * @param language of files and namespaces; without it, it is told from the expressions
 * @example readRules('groups: [{name: a, rules: [{alert: B, expr: up == 0}]}]')
 */
export function readRules(text: string, language?: RuleLanguage): ReadRules {
  const parsed = parseYaml(text);
  if (parsed.kind === 'refused') return parsed;
  const findings: Findings = { notes: [], refusals: [] };
  const documents = parsed.documents
    .flatMap(unfold)
    .flatMap((item) => readDocument(item, findings))
    .map((document) => withLanguage(document, language));
  const rules = documents.flatMap(({ groups }) => groups.map((group) => group.rules.length));
  const count = rules.reduce((sum, one) => sum + one, 0);
  if (documents.length > MAX_DOCUMENTS || count > MAX_RULES) {
    const en = `The text holds more than ${MAX_DOCUMENTS} documents or ${MAX_RULES} rules.`;
    return refused(en, `文本超过 ${MAX_DOCUMENTS} 个文档或 ${MAX_RULES} 条规则。`);
  }
  if (documents.length === 0 && findings.refusals.length === 0) {
    return refused('The text holds no rules.', '文本不包含规则。');
  }
  return { kind: 'read', documents, ...findings };
}

function refused(en: string, zh: string): ReadRules {
  const finding = { line: 0, path: '', group: '', rule: '', message: said(en, zh) };
  return { kind: 'refused', finding };
}

/** The language is put in at the end: it may have to be told from all expressions of a document. */
type ReadDocument = Omit<ExchangeDocument, 'groups'> & { readonly groups: readonly ReadGroup[] };

/** Lists of objects, as `kubectl get` answers them, are taken apart. */
function unfold(item: Located): readonly Located[] {
  if (item.kind !== 'map' || !/List$/.test(textOf(item, 'kind'))) return [item];
  const items = item.entries.get('items');
  return items?.kind === 'list' ? items.items : [];
}

const OBJECTS: ReadonlyMap<string, ExchangeDialect> = new Map([
  ['PrometheusRule monitoring.coreos.com/v1', 'PrometheusRule'],
  ['AlertingRule loki.grafana.com/v1', 'AlertingRule'],
  ['AlertingRule loki.grafana.com/v1beta1', 'AlertingRule'],
  ['RecordingRule loki.grafana.com/v1', 'RecordingRule'],
  ['RecordingRule loki.grafana.com/v1beta1', 'RecordingRule'],
]);

function readDocument(item: Located, findings: Findings): readonly ReadDocument[] {
  if (item.kind !== 'map') return refuseDocument(item, 'is no rules', '不是规则', findings);
  if (item.entries.has('kind')) {
    const kind = `${textOf(item, 'kind')} ${textOf(item, 'apiVersion')}`;
    const dialect = OBJECTS.get(kind);
    if (dialect !== undefined) return [readObject(item, dialect, findings)];
    const shown = JSON.stringify(kind.slice(0, 80));
    return refuseDocument(
      item,
      `${shown} holds no rules we know`,
      `${shown} 不是已知的规则对象`,
      findings,
    );
  }
  if (item.entries.has('groups')) return [readFile(item, findings)];
  if (item.entries.has('rules')) {
    return [fileOf(null, readGroups([item], 'group', 'mimir', findings))];
  }
  return readRulerAnswer(item, findings);
}

function readFile(item: LocatedMap, findings: Findings): ReadDocument {
  const fields = new FieldReader(item, '', findings, NOBODY);
  const namespace = fields.text('namespace');
  const groups = readGroups(fields.list('groups'), 'groups', 'mimir', findings);
  fields.finish();
  return fileOf(namespace === null ? null : placeOf(namespace), groups);
}

/** Without a namespace and fields of a ruler it is a file of Prometheus. */
function fileOf(place: ExchangePlace | null, groups: readonly ReadGroup[]): ReadDocument {
  const isOfRuler = place !== null || groups.some(({ extra }) => extra.size > 0);
  return { dialect: isOfRuler ? 'mimir' : 'prometheus', place, tenantId: null, groups };
}

/** `{ <namespace>: [group, …] }`: what the rulers of Mimir and Loki answer. */
function readRulerAnswer(item: LocatedMap, findings: Findings): readonly ReadDocument[] {
  const namespaces = [...item.entries];
  if (namespaces.length === 0 || namespaces.some(([, value]) => value.kind !== 'list')) {
    return refuseDocument(item, 'holds no rules', '不包含规则', findings);
  }
  return namespaces.map(([namespace, value]) => {
    const items = value.kind === 'list' ? value.items : [];
    const groups = readGroups(items, namespace, 'mimir', findings);
    return fileOf(placeOf(namespace), groups);
  });
}

function readObject(item: LocatedMap, dialect: ExchangeDialect, findings: Findings): ReadDocument {
  const fields = new FieldReader(item, '', findings, NOBODY);
  fields.skip('apiVersion', 'kind', 'status');
  const metadata = fields.map('metadata');
  const spec = fields.map('spec');
  fields.finish();
  const place = metadata === null ? placeOf('') : readPlace(metadata, findings);
  if (spec === null) return { dialect, place, tenantId: null, groups: [] };
  const inside = new FieldReader(spec, 'spec', findings, NOBODY);
  const tenantId = dialect === 'PrometheusRule' ? null : inside.text('tenantID');
  const groups = readGroups(inside.list('groups'), 'spec.groups', dialect, findings);
  inside.finish();
  return { dialect, place, tenantId, groups };
}

/** What the API server writes into metadata is not part of what people wrote. */
const OF_THE_SERVER = [
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'managedFields',
  'selfLink',
] as const;

function readPlace(metadata: LocatedMap, findings: Findings): ExchangePlace {
  const fields = new FieldReader(metadata, 'metadata', findings, NOBODY);
  fields.skip(...OF_THE_SERVER);
  const place = {
    name: fields.text('name') ?? '',
    namespace: fields.text('namespace') ?? '',
    labels: fields.labels('labels'),
    annotations: fields.labels('annotations'),
  };
  fields.finish();
  return place;
}

/** LogQL in a file or a ruler's namespace makes it one of Loki. */
function withLanguage(read: ReadDocument, language: RuleLanguage | undefined): ExchangeDocument {
  const spoken = languageOf(read, language);
  const groups = read.groups.map((group) => ({ ...group, language: spoken }));
  const isLoki = spoken === 'logql' && !OPERATED.has(read.dialect);
  return { ...read, dialect: isLoki ? 'loki' : read.dialect, groups };
}

const OPERATED: ReadonlySet<ExchangeDialect> = new Set(['AlertingRule', 'RecordingRule']);

function languageOf({ dialect, groups }: ReadDocument, asked?: RuleLanguage): RuleLanguage {
  if (dialect === 'PrometheusRule') return 'promql';
  if (OPERATED.has(dialect)) return 'logql';
  return asked ?? detectLanguage(groups.flatMap(({ rules }) => rules.map(({ expr }) => expr)));
}

const NOBODY = { group: '', rule: '' } as const;

function placeOf(namespace: string): ExchangePlace {
  return { name: '', namespace, labels: new Map(), annotations: new Map() };
}

function textOf({ entries }: LocatedMap, name: string): string {
  const value = entries.get(name);
  return value?.kind === 'text' ? value.text : '';
}

function refuseDocument(
  { line }: Located,
  en: string,
  zh: string,
  { refusals }: Findings,
): readonly [] {
  const message = said(`The document ${en}.`, `文档${zh}。`);
  refusals.push({ line, path: '', ...NOBODY, message });
  return [];
}
