import { printTimeEnd } from '../../../platform/model/time-end.ts';
import type { TimeRange } from '../time/range.ts';

/** What a frame of Grafana shows. */
export interface GrafanaView {
  /** Where Grafana is on our site, e.g. `/grafana`. */
  readonly path: string;
  readonly organisation: number;
  readonly uid: string;
  /** One panel alone; null: the whole dashboard. */
  readonly panel: number | null;
  readonly range: TimeRange;
  readonly theme: 'light' | 'dark';
  /** Values of variables, e.g. `['namespace', 'shop']`; several of a name are several values. */
  readonly variables: readonly (readonly [string, string])[];
  /** Our page has the bar of variables; of a panel alone, Grafana never has one. */
  readonly hidesVariables: boolean;
}

const VARIABLE = /^\w{1,60}$/;

/** The address of a dashboard in kiosk mode, or of one panel. */
export function grafanaAddress(view: GrafanaView): string {
  const { path, organisation, uid, panel, range, theme, variables, hidesVariables } = view;
  const search = new URLSearchParams({
    orgId: String(organisation),
    from: endOf(range.from),
    to: endOf(range.to),
    theme,
  });
  for (const [name, value] of variables) {
    if (VARIABLE.test(name)) search.append(`var-${name}`, value);
  }
  if (panel === null) {
    search.set('kiosk', '1');
    // The range is that of our page.
    search.set('_dash.hideTimePicker', 'true');
    if (hidesVariables) search.set('_dash.hideVariables', 'true');
  } else search.set('panelId', String(panel));
  const page = panel === null ? 'd' : 'd-solo';
  return `${path}/${page}/${encodeURIComponent(uid)}?${search}`;
}

/** Grafana reads `now-6h`, and instants as milliseconds. */
function endOf(end: TimeRange['from']): string {
  return end.kind === 'absolute' ? String(end.atMs) : printTimeEnd(end);
}

/** The values of variables in an address of ours, which are called as in Grafana's. */
export function variablesIn(search: URLSearchParams): readonly (readonly [string, string])[] {
  return [...search]
    .filter(([name]) => name.startsWith('var-'))
    .map(([name, value]) => [name.slice('var-'.length), value] as const);
}

/** The panel that an address of ours names alone (`?panel=2`); null: the whole dashboard. */
export function panelIn(search: URLSearchParams): number | null {
  const text = search.get('panel') ?? '';
  return /^[0-9]{1,9}$/.test(text) ? Number(text) : null;
}

/**
 * What a frame is told of its variables: as our bar shows them, and what else the address says, so that
 * both say the same. Several values of a name stay in their order.
 */
export function variablesFor(
  shown: readonly { readonly name: string; readonly selected: readonly string[] }[],
  search: URLSearchParams,
): GrafanaView['variables'] {
  const names = new Set(shown.map(({ name }) => name));
  return [
    ...shown.flatMap(({ name, selected }) => selected.map((value) => [name, value] as const)),
    ...variablesIn(search).filter(([name]) => !names.has(name)),
  ];
}
