import { annotationOf } from '../../../alerting/incidents/history/annotations.ts';
import { begunBefore } from '../../../alerting/incidents/history/begun-before.ts';
import type { IncidentRecord } from '../../../alerting/incidents/incident-reader.ts';
import { incidentVisibility } from '../../../alerting/incidents/incident-visibility.ts';
import { EVERYTHING } from '../../../alerting/incidents/search/incident-query.ts';
import type { IncidentSearch } from '../../../alerting/incidents/search/incident-search.ts';
import type { AskedMarks } from '../../../dashboards/grafana/proxy/asked-marks.ts';
import type { HeldOrganisation } from '../../../dashboards/grafana/proxy/decide-view.ts';
import { escapeHtml } from '../../../platform/gotemplate/escape-text.ts';
import { holdsWithin } from '../../../platform/tenancy/authorize.ts';
import type { Directory } from '../../../platform/tenancy/directory.ts';
import { ownerNode } from '../../../platform/tenancy/node.ts';
import type { Principal } from '../../../platform/tenancy/principal.ts';

/** An annotation as Grafana's own API has it; a region where it has an end. */
export interface GrafanaMark {
  /** None of Grafana's own: it offers to change nothing. */
  readonly id: 0;
  readonly time: number;
  readonly timeEnd: number;
  /** Grafana shows it as HTML. */
  readonly text: string;
  readonly tags: readonly string[];
}

export interface IncidentMarksParts {
  readonly directory: () => Directory;
  readonly search: Pick<IncidentSearch, 'page'>;
  /** Origin of our site. */
  readonly url: () => string;
  readonly clock: { nowMs(): number };
}

const PAGE = 200;
/** Tags are looked at one by one, among so many of the newest. */
const MOST_PAGES = 5;

/** The incidents of the organisation's tenants that somebody may read, as marks on their graphs; newest first. */
export async function incidentMarks(
  { directory, search, url, clock }: IncidentMarksParts,
  principal: Principal,
  { tenants }: Pick<HeldOrganisation, 'tenants'>,
  { tags, isAny, fromMs, toMs, limit }: AskedMarks,
): Promise<readonly GrafanaMark[]> {
  const known = directory();
  const readable = tenants.filter((tenant) => {
    const node = ownerNode(tenant);
    return node !== null && holdsWithin(known, principal, node, 'incidents:read');
  });
  if (readable.length === 0) return [];
  const visible = readable.map((tenant) => incidentVisibility(known, principal, tenant));
  const marks: GrafanaMark[] = [];
  const take = ({ incident }: IncidentRecord): void => {
    const { id, time, timeEnd, title, text, tags: own } = annotationOf(incident);
    if (!fits(own, tags, isAny)) return;
    const address = `${url()}/incidents/${id}?scope=${encodeURIComponent(incident.owner)}`;
    // Titles and texts of alerts are hostile.
    const said = text === title ? '' : `<br>${escapeHtml(text)}`;
    const shown = `<a href="${escapeHtml(address)}" target="_blank">${escapeHtml(title)}</a>${said}`;
    marks.push({ id: 0, time, timeEnd: timeEnd ?? clock.nowMs(), text: shown, tags: own });
  };
  const wanted = { ...EVERYTHING, fromMs, toMs };
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES && marks.length < limit; page += 1) {
    const found = await search.page(visible, wanted, { limit: PAGE, cursor });
    for (const record of found.items) take(record);
    cursor = found.nextCursor;
    if (cursor === null) break;
  }
  if (marks.length < limit) {
    for (const record of await begunBefore(search, visible, wanted)) take(record);
  }
  return marks.slice(0, limit);
}

function fits(own: readonly string[], asked: readonly string[], isAny: boolean): boolean {
  if (asked.length === 0) return true;
  return isAny ? asked.some((tag) => own.includes(tag)) : asked.every((tag) => own.includes(tag));
}
