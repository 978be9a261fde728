import { assertNever } from '../../../platform/model/assert-never.ts';
import { type AskedMarks, askedMarks } from './asked-marks.ts';
import type { PathMatch } from './decide-path.ts';
import { decideQueries } from './decide-queries.ts';
import type { GrafanaPlace } from './grafana-place.ts';
import type { PlainTarget } from './plain-target.ts';

/** A tenant's place as one person has it. */
export interface HeldPlace extends GrafanaPlace {
  /** Holds `dashboards:write` on the whole tenant. */
  readonly mayWrite: boolean;
  /** Holds `rules:write` on the whole tenant. */
  readonly mayRule: boolean;
  /** Holds `silences:write` on the whole tenant. */
  readonly maySilence: boolean;
}

/** What a person has in one organisation: of one tenant, or of several that share it. */
export interface HeldOrganisation {
  readonly organisation: number;
  readonly tenants: readonly string[];
  readonly dataSources: ReadonlySet<string>;
  readonly dashboards: ReadonlySet<string> | null;
  readonly mayWrite: boolean;
  /** Data sources of tenants whose rules, and whose silences, the person may write. */
  readonly ruled: ReadonlySet<string>;
  readonly silenced: ReadonlySet<string>;
}

export interface ViewSettings {
  readonly explore: boolean;
  readonly live: boolean;
  readonly alerting: boolean;
}

export type ViewDecision =
  | {
      readonly kind: 'allowed';
      readonly held: HeldOrganisation;
      /** With the query, below the prefix: what is asked of Grafana. */
      readonly target: string;
      /** Instead of the body that came; null: there is none. */
      readonly body: Buffer | null;
      /** Not null: Grafana is not asked, these are the answer. */
      readonly marks: AskedMarks | null;
    }
  | { readonly kind: 'refused'; readonly reason: string };

/** Who looks and as which organisation are said by us, in headers. */
const IDENTITY_PARAMETERS =
  /^(?:auth_?token|target_?org_?id|user_?id|login|impersonate|access_?token)$/i;
const ORGANISATION_PARAMETER = /^org_?id$/i;
const ORGANISATION = /^[1-9][0-9]{0,9}$/;

export interface View {
  readonly target: PlainTarget;
  readonly match: PathMatch;
  /** `X-Grafana-Org-Id` as it came; undefined: it did not. */
  readonly wish: string | undefined;
  /** `Referer`: of the page that asks, heeded where nothing else names an organisation. */
  readonly referer?: string | undefined;
  readonly body: Buffer;
}

/** Whether one request of the list may be asked for this person, and how it is asked. */
export function decideView(
  view: View,
  places: readonly HeldPlace[],
  settings: ViewSettings,
): ViewDecision {
  const { target } = view;
  if ([...target.query.keys()].some((name) => IDENTITY_PARAMETERS.test(name))) {
    return refused('the query names who asks');
  }
  const wished = wishedOrganisation(view);
  if (wished === 'many')
    return refused('several organisations are named, or one in no plain number');
  const held = heldOrganisation(places, wished ?? unnamed(view, places));
  if (held === null) return refused('no organisation of yours is named');
  const lacking = lackingOf(view, held, settings);
  if (lacking !== null) return refused(lacking);
  const marks = askedMarks(target);
  const outcome = marks === null ? decideCheck(view, held) : fits(null);
  if (outcome.kind === 'refused') return outcome;
  return { kind: 'allowed', held, target: printed(target, held), body: outcome.body, marks };
}

/** A group of 100 rules has less. */
const MAX_WRITTEN_BYTES = 262_144;
/** What Grafana calls the rules and the Alertmanager of its own. */
const OF_GRAFANA = 'grafana';

/** Why a request is refused for what it needs; null: it is not. */
function lackingOf({ match, body }: View, held: HeldOrganisation, settings: ViewSettings) {
  const { needs, method } = match.path;
  const uid = match.uid ?? '';
  switch (needs) {
    case 'view':
      return null;
    case 'live':
      return settings.live ? null : 'Live is switched off';
    case 'write':
      return settings.explore && held.mayWrite ? null : 'only to be seen';
    case 'alerting':
    case 'rules':
    case 'silences': {
      if (!settings.alerting) return "Grafana's pages about alerting are switched off";
      if (uid === OF_GRAFANA) return 'it is of Grafana itself';
      if (needs === 'alerting') return null;
      const isOwn = (needs === 'rules' ? held.ruled : held.silenced).has(uid);
      if (!isOwn) return `it needs ${needs}:write on the whole tenant`;
      return method === 'POST' && body.byteLength > MAX_WRITTEN_BYTES
        ? 'the body is too large'
        : null;
    }
    default:
      return assertNever(needs);
  }
}

type CheckOutcome =
  | { readonly kind: 'fits'; readonly body: Buffer | null }
  | { readonly kind: 'refused'; readonly reason: string };

function decideCheck({ target, match, body }: View, held: HeldOrganisation): CheckOutcome {
  const { uid, path } = match;
  const { dashboards, dataSources } = held;
  const passed = path.method === 'POST' ? body : null;
  switch (path.check) {
    case 'nothing':
    case 'asset':
      return fits(passed);
    case 'dashboard':
      return uid !== null && (dashboards?.has(uid) ?? true)
        ? fits(passed)
        : refused('not your dashboard');
    case 'data-source':
      return uid !== null && dataSources.has(uid) ? fits(passed) : refused('not your data source');
    case 'queries': {
      const decision = decideQueries(body.toString('utf8'), dataSources);
      return decision.kind === 'refused' ? decision : fits(Buffer.from(decision.body));
    }
    case 'annotations': {
      const named = target.query.getAll('dashboardUID');
      const isOne = named.length === 1 && !target.query.has('dashboardId');
      const isOwn = dashboards === null || (isOne && dashboards.has(named[0] ?? ''));
      return isOwn ? fits(passed) : refused('annotations are told apart by dashboards only');
    }
    case 'organisation':
      return dashboards === null ? fits(passed) : refused('tells nobody apart in one organisation');
    default:
      return assertNever(path.check);
  }
}

/** The header, the query and the path must name the same one. */
function wishedOrganisation({ target, match, wish }: View): number | null | 'many' {
  const named = [...target.query].filter(([name]) => ORGANISATION_PARAMETER.test(name));
  const texts = [...named.map(([, value]) => value), ...(wish === undefined ? [] : [wish])];
  if (!texts.every((text) => ORGANISATION.test(text))) return 'many';
  const all = new Set(texts.map(Number));
  if (match.organisation !== null) all.add(match.organisation);
  if (all.size > 1) return 'many';
  return [...all][0] ?? null;
}

/** Files of Grafana are the same for all; what a page asks is meant for the page's organisation. */
function unnamed({ match, referer }: View, places: readonly HeldPlace[]): number | null {
  if (match.path.check === 'asset') return places[0]?.organisation ?? null;
  if (referer === undefined || !URL.canParse(referer)) return null;
  const [named, ...others] = new URL(referer).searchParams.getAll('orgId');
  const isPlain = named !== undefined && others.length === 0 && ORGANISATION.test(named);
  return isPlain ? Number(named) : null;
}

function heldOrganisation(
  places: readonly HeldPlace[],
  wished: number | null,
): HeldOrganisation | null {
  const numbers = new Set(places.map(({ organisation }) => organisation));
  const only = numbers.size === 1 ? [...numbers][0] : undefined;
  const organisation = wished ?? only;
  const inside = places.filter((one) => one.organisation === organisation);
  if (organisation === undefined || inside.length === 0) return null;
  const whole = inside.length === 1 && inside[0]?.dashboards === null;
  return {
    organisation,
    tenants: inside.map(({ tenant }) => tenant),
    dataSources: sourcesOf(inside),
    dashboards: whole ? null : new Set(inside.flatMap(({ dashboards }) => [...(dashboards ?? [])])),
    mayWrite: inside.every(({ mayWrite }) => mayWrite),
    ruled: sourcesOf(inside.filter(({ mayRule }) => mayRule)),
    silenced: sourcesOf(inside.filter(({ maySilence }) => maySilence)),
  };
}

const sourcesOf = (places: readonly HeldPlace[]): ReadonlySet<string> =>
  new Set(places.flatMap(({ dataSources }) => [...dataSources]));

function printed({ path, query }: PlainTarget, { organisation }: HeldOrganisation): string {
  const kept = new URLSearchParams(
    [...query].filter(([name]) => !ORGANISATION_PARAMETER.test(name)),
  );
  if (/^\/(?:d|d-solo|explore|alerting)(?:\/|$)/.test(path))
    kept.set('orgId', String(organisation));
  const text = kept.toString();
  return text === '' ? path : `${path}?${text}`;
}

const fits = (body: Buffer | null): CheckOutcome => ({ kind: 'fits', body });

function refused(reason: string): { readonly kind: 'refused'; readonly reason: string } {
  return { kind: 'refused', reason };
}
