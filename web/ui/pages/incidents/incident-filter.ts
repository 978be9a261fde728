import { parseDurationMs } from '../../../../platform/model/duration.ts';
import type { IncidentQuery } from '../../../contract/incident-history.ts';
import type { Incident } from '../../../contract/incidents.ts';
import {
  type LabelFilter,
  parseLabelFilter,
  passesLabels,
  printLabelFilter,
} from '../../lists/label-filter.ts';
import type { ScopeParts } from '../../scope/scope-text.ts';
import type { Changes } from '../../scope/use-place.ts';

/** What the list of incidents shows; all of it is in the URL. */
export interface IncidentFilter {
  readonly status: 'firing' | 'resolved' | 'all';
  /** Empty: all. */
  readonly severities: readonly string[];
  readonly labels: readonly LabelFilter[];
  readonly text: string;
  readonly rule: string | undefined;
  /** Label matchers as they were typed; the service judges them. */
  readonly matchers: readonly string[];
  /** `project.environment` each. */
  readonly environments: readonly string[];
  readonly projects: readonly string[];
  /** Under the platform: tenants that are looked at with it. */
  readonly tenants: readonly string[];
  /** Recorded within this time before now. */
  readonly within: (typeof WITHIN)[number] | undefined;
  readonly outcomes: readonly ('delivered' | 'failed' | 'not_sent')[];
  readonly acknowledged: boolean | undefined;
}

const OUTCOMES = ['delivered', 'failed', 'not_sent'] as const;

/** Times that the list can be narrowed to. */
export const WITHIN = ['1h', '24h', '7d', '30d'] as const;

export function readIncidentFilter(search: URLSearchParams): IncidentFilter {
  const status = search.get('status');
  return {
    status: status === 'resolved' || status === 'all' ? status : 'firing',
    severities: listOf(search.get('severity')),
    labels: labelsOf(search.get('labels')),
    text: search.get('text') ?? '',
    rule: search.get('rule') ?? undefined,
    matchers: search.getAll('matcher'),
    environments: listOf(search.get('environment')),
    projects: listOf(search.get('project')),
    tenants: listOf(search.get('tenant')),
    within: WITHIN.find((time) => time === search.get('within')),
    outcomes: OUTCOMES.filter((outcome) => listOf(search.get('outcome')).includes(outcome)),
    acknowledged: truthOf(search.get('acknowledged')),
  };
}

function truthOf(text: string | null): boolean | undefined {
  return text === 'true' ? true : text === 'false' ? false : undefined;
}

/** Parameters of a filter; what shows everything is left out. */
export function writeIncidentFilter(filter: IncidentFilter): Changes {
  const { status, severities, labels, text, rule, matchers, environments, outcomes } = filter;
  return {
    status: status === 'firing' ? undefined : status,
    severity: severities.length === 0 ? undefined : severities.join(','),
    labels: labels.length === 0 ? undefined : JSON.stringify(labels.map(printLabelFilter)),
    text: text === '' ? undefined : text,
    rule,
    matcher: matchers.length === 0 ? undefined : matchers,
    environment: joined(environments),
    project: joined(filter.projects),
    tenant: joined(filter.tenants),
    within: filter.within,
    outcome: joined(outcomes),
    acknowledged: filter.acknowledged === undefined ? undefined : String(filter.acknowledged),
  };
}

function joined(values: readonly string[]): string | undefined {
  return values.length === 0 ? undefined : values.join(',');
}

function listOf(text: string | null): readonly string[] {
  return (text ?? '').split(',').filter(Boolean);
}

function labelsOf(text: string | null): readonly LabelFilter[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text ?? '[]');
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
  }
  if (!Array.isArray(parsed)) return [];
  return parsed.flatMap((each) => (typeof each === 'string' ? (parseLabelFilter(each) ?? []) : []));
}

/** Whether anything but the status narrows the list. */
export function isNarrow(filter: IncidentFilter): boolean {
  const { severities, labels, text, rule, matchers, environments, outcomes } = filter;
  const { projects, tenants, within } = filter;
  const lists = [severities, labels, matchers, environments, outcomes, projects, tenants];
  const isOpen = lists.every((list) => list.length === 0);
  return (
    !isOpen ||
    within !== undefined ||
    text !== '' ||
    rule !== undefined ||
    filter.acknowledged !== undefined
  );
}

/** Whether only the service can tell what passes. */
export function isJudgedAfar({ matchers, outcomes, tenants }: IncidentFilter): boolean {
  return matchers.length > 0 || outcomes.length > 0 || tenants.length > 0;
}

/** What a typed text is: one or more label matchers, or words. */
export function isMatcher(text: string): boolean {
  return /^\s*\{?\s*[A-Za-z_"][^=!~]*(=|!=|=~|!~)\s*["'`].*["'`]\s*\}?\s*$/.test(text);
}

export function passes(incident: Incident, filter: IncidentFilter): boolean {
  const { status, severities, labels, text, rule } = filter;
  if (status !== 'all' && incident.status !== status) return false;
  if (severities.length > 0 && !severities.includes(incident.severity)) return false;
  if (rule !== undefined && incident.ruleId !== rule) return false;
  if (!passesLabels(incident.labels, labels)) return false;
  const { acknowledged, environments, projects } = filter;
  if (projects.length > 0 && !projects.includes(incident.project ?? '')) return false;
  if (acknowledged !== undefined && acknowledged !== (incident.acknowledgedAt !== null)) {
    return false;
  }
  const place = `${incident.project}.${incident.environment}`;
  if (environments.length > 0 && !environments.includes(place)) return false;
  return hasWords(incident, text);
}

/** As the service does: each word is the beginning of one, or within a run without spaces. */
function hasWords({ title, labels }: Incident, text: string): boolean {
  const own = [title, ...Object.values(labels)].flatMap(wordsOf);
  return wordsOf(text).every((word) =>
    own.some((each) =>
      /^[\p{L}\p{N}]*\p{Lo}/u.test(word) ? each.includes(word) : each.startsWith(word),
    ),
  );
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
}

/** What the service is asked for; labels of one name are alternatives. */
export function queryOfFilter(
  filter: IncidentFilter,
  place: ScopeParts,
  nowMs: number,
): IncidentQuery {
  const { status, severities, text, rule, matchers, environments, outcomes } = filter;
  const { project, environment } = place;
  const isPlace = project !== undefined && environment !== undefined;
  const within = isPlace ? [`${project}.${environment}`] : [];
  const asked = [...labelMatchers(filter.labels), ...matchers];
  return {
    ...(status === 'all' ? {} : { status }),
    ...severalOf('severity', severities),
    ...severalOf('project', project === undefined ? filter.projects : [project]),
    ...severalOf('tenant', place.owner === PLATFORM ? filter.tenants : []),
    ...(filter.within === undefined ? {} : { from: fromOf(filter.within, nowMs) }),
    ...severalOf('environment', within.length > 0 ? within : environments),
    ...(rule === undefined ? {} : { ruleId: [rule] }),
    ...(outcomes.length === 0 ? {} : { outcome: [...outcomes] }),
    ...(filter.acknowledged === undefined ? {} : { acknowledged: filter.acknowledged }),
    ...(asked.length === 0 ? {} : { matcher: asked }),
    ...(text.trim() === '' ? {} : { text: text.trim().slice(0, 256) }),
  };
}

function severalOf<Name extends keyof IncidentQuery>(name: Name, values: readonly string[]) {
  return values.length === 0 ? {} : { [name]: [...values] };
}

/** The beginning of the time, to five minutes, so that the same question is asked for a while. */
function fromOf(within: (typeof WITHIN)[number], nowMs: number): string {
  const step = 300_000;
  const fromMs = nowMs - (parseDurationMs(within) ?? 0);
  return new Date(Math.floor(fromMs / step) * step).toISOString();
}

const PLATFORM = '_platform';

function labelMatchers(labels: readonly LabelFilter[]): readonly string[] {
  const wanted = new Map<string, string[]>();
  const excluded: string[] = [];
  for (const { name, value, isExcluded } of labels) {
    if (isExcluded) excluded.push(`${JSON.stringify(name)}!=${JSON.stringify(value)}`);
    else wanted.set(name, [...(wanted.get(name) ?? []), value]);
  }
  const alike = [...wanted].map(([name, values]) => {
    const [only = ''] = values;
    if (values.length === 1) return `${JSON.stringify(name)}=${JSON.stringify(only)}`;
    const pattern = values
      .map((value) => value.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
      .join('|');
    return `${JSON.stringify(name)}=~${JSON.stringify(pattern)}`;
  });
  return [...alike, ...excluded];
}
