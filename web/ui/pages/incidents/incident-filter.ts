import type { Incident } from '../../../contract/incidents.ts';
import {
  type LabelFilter,
  parseLabelFilter,
  passesLabels,
  printLabelFilter,
} from '../../lists/label-filter.ts';
import type { Changes } from '../../scope/use-place.ts';

/** What the list of incidents shows; all of it is in the URL. */
export interface IncidentFilter {
  readonly status: 'firing' | 'resolved' | 'all';
  /** Empty: all. */
  readonly severities: readonly string[];
  readonly labels: readonly LabelFilter[];
  readonly text: string;
  readonly rule: string | undefined;
}

export function readIncidentFilter(search: URLSearchParams): IncidentFilter {
  const status = search.get('status');
  return {
    status: status === 'resolved' || status === 'all' ? status : 'firing',
    severities: listOf(search.get('severity')),
    labels: labelsOf(search.get('labels')),
    text: search.get('text') ?? '',
    rule: search.get('rule') ?? undefined,
  };
}

/** Parameters of a filter; what shows everything is left out. */
export function writeIncidentFilter(filter: IncidentFilter): Changes {
  const { status, severities, labels, text, rule } = filter;
  return {
    status: status === 'firing' ? undefined : status,
    severity: severities.length === 0 ? undefined : severities.join(','),
    labels: labels.length === 0 ? undefined : JSON.stringify(labels.map(printLabelFilter)),
    text: text === '' ? undefined : text,
    rule,
  };
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
export function isNarrow({ severities, labels, text, rule }: IncidentFilter): boolean {
  return severities.length > 0 || labels.length > 0 || text !== '' || rule !== undefined;
}

export function passes(incident: Incident, filter: IncidentFilter): boolean {
  const { status, severities, labels, text, rule } = filter;
  if (status !== 'all' && incident.status !== status) return false;
  if (severities.length > 0 && !severities.includes(incident.severity)) return false;
  if (rule !== undefined && incident.ruleId !== rule) return false;
  if (!passesLabels(incident.labels, labels)) return false;
  const known = `${incident.title} ${Object.values(incident.labels).join(' ')}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => known.includes(word));
}
