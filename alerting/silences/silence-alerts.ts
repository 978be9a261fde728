import { AppError } from '../../platform/errors/app-error.ts';
import type { State, Statement } from '../../platform/state/state.ts';
import type { Directory } from '../../platform/tenancy/directory.ts';
import type { Principal } from '../../platform/tenancy/principal.ts';
import { refuseFindings, scopeDenied } from '../../platform/tenancy/refusals.ts';
import { PLATFORM, parseScopeName, type ScopeName } from '../../platform/tenancy/scope-name.ts';
import type { Incident } from '../incidents/incident.ts';
import { IncidentReader } from '../incidents/incident-reader.ts';
import { environmentKeyOf } from '../incidents/incident-row.ts';
import { canSee, incidentVisibility } from '../incidents/incident-visibility.ts';
import { type AlertSilence, alertDraft } from './alert-draft.ts';
import { begunBy } from './amend-silence.ts';
import { refuseLoad } from './refuse-load.ts';
import { refuseSilenceOutcome } from './refuse-silence-outcome.ts';
import type { Silence } from './silence.ts';
import { placesFor } from './silence-access.ts';
import type { SilenceRepository } from './silence-repository.ts';
import { silenceTest } from './silence-test.ts';
import { checkSilence } from './validate-silence.ts';

/**
 * What became of one of several incidents.
 * - `done`: its alert is silenced.
 * - `unchanged`: it was already, and for as long.
 * - `incident_over`: nothing fires any more.
 * - `not_found`: there is none that the caller may see.
 * - `scope_denied`: the caller sees it, and may silence nothing there.
 */
export type SilencedOutcome = 'done' | 'unchanged' | 'incident_over' | 'not_found' | 'scope_denied';

export interface SilencedAlert {
  readonly id: string;
  readonly outcome: SilencedOutcome;
}

export interface AlertsWrite extends AlertSilence {
  readonly principal: Principal;
  readonly owner: string;
  /** Of incidents, 500 at most; each counts once. */
  readonly ids: readonly string[];
}

export interface AlertSilencing {
  readonly state: State;
  readonly silences: SilenceRepository;
  readonly openOf: (owner: string) => Iterable<Incident>;
  readonly directory: () => Directory;
  readonly tenantStands: (tenant: string) => Statement;
  readonly newId: () => string;
}

type Judged = SilencedOutcome | Silence;

/**
 * Silences the alerts of several incidents, each by a silence of its own, in one batch. Rights are those
 * of each incident; whoever may not see one is told that it is not there.
 * @throws AppError `scope_denied` for who sees no incidents of the owner; `invalid` for a time or a reason
 * that cannot be; `limited` when the owner may keep no more, and then nothing is silenced.
 */
export async function silenceAlerts(
  parts: AlertSilencing,
  write: AlertsWrite,
  nowMs: number,
): Promise<readonly SilencedAlert[]> {
  const ids = [...new Set(write.ids)];
  const judged = await judgeAll(parts, write, ids, nowMs);
  const made = [...judged.values()].flatMap((one) => (typeof one === 'string' ? [] : [one]));
  await store(parts, write, made, nowMs);
  return ids.map((id) => {
    const outcome = judged.get(id) ?? 'not_found';
    return { id, outcome: typeof outcome === 'string' ? outcome : 'done' };
  });
}

async function judgeAll(
  { state, openOf, directory, silences, newId }: AlertSilencing,
  write: AlertsWrite,
  ids: readonly string[],
  nowMs: number,
): Promise<ReadonlyMap<string, Judged>> {
  const { principal, owner } = write;
  const visibility = incidentVisibility(directory(), principal, owner);
  const isSeen = (incident: Incident) =>
    canSee(visibility, incident.owner, environmentKeyOf(incident));
  const open = new Map([...openOf(owner)].map((incident) => [incident.id, incident]));
  const ended = ids.filter((id) => !open.has(id));
  const records = ended.length === 0 ? [] : await new IncidentReader(state).byIds(ended);
  const over = new Set(records.filter((one) => isSeen(one.incident)).map((one) => one.incident.id));
  const judge = (id: string): Judged => {
    const incident = open.get(id);
    if (incident === undefined) return over.has(id) ? 'incident_over' : 'not_found';
    if (!isSeen(incident)) return 'not_found';
    const silence = silenceFor(directory(), incident, write, { id: newId(), nowMs });
    if (silence === null) return 'scope_denied';
    const { endsAtMs } = write;
    const lasts = (untilMs: number | null) =>
      untilMs === null || (endsAtMs !== null && untilMs >= endsAtMs);
    const muting = silences.book.mutedBy(incident, nowMs);
    return muting.some(({ untilMs }) => lasts(untilMs)) ? 'unchanged' : silence;
  };
  return new Map(ids.map((id) => [id, judge(id)]));
}

/** Null: the caller may not silence it. @throws AppError `invalid` */
function silenceFor(
  directory: Directory,
  incident: Incident,
  { principal, owner, kind, reason, endsAtMs }: AlertsWrite,
  { id, nowMs }: { readonly id: string; readonly nowMs: number },
): Silence | null {
  const draft = alertDraft(incident, { kind, reason, endsAtMs }, nowMs);
  const places = placesOrNone(directory, principal, parseScopeName(draft.scope ?? ''));
  refuseFindings('The alerts cannot be silenced', checkSilence(draft, nowMs));
  const { matchers, binding, schedule } = draft;
  const createdBy = principal.name;
  const content = { kind, reason: draft.reason, createdBy, places, matchers, binding, schedule };
  const times = { createdAtMs: nowMs, updatedAtMs: nowMs, updatedBy: principal.name };
  const silence: Silence = { id, owner, ...begunBy(content, nowMs), revision: 1, ...times };
  // Of what belongs to no environment only who may write for the owner has a place.
  return silenceTest(silence).mutes(incident) ? silence : null;
}

function placesOrNone(
  directory: Directory,
  principal: Principal,
  scope: ScopeName | undefined,
): readonly ScopeName[] {
  try {
    if (scope === undefined) throw scopeDenied();
    return placesFor(directory, principal, scope);
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.kind === 'scope_denied') return [];
    throw thrown;
  }
}

async function store(
  { silences, tenantStands }: AlertSilencing,
  { principal, owner }: AlertsWrite,
  made: readonly Silence[],
  nowMs: number,
): Promise<void> {
  const [first] = made;
  if (first === undefined) return;
  const load = silences.book.loadBeside(first, nowMs);
  const refusal = refuseLoad(first, { ...load, standing: load.standing + made.length - 1 });
  if (refusal !== null) throw new AppError('limited', refusal);
  const author = { id: principal.id, name: principal.name };
  const stands = owner === PLATFORM ? [] : [tenantStands(owner)];
  const outcome = await silences.create(made, { author, atMs: nowMs, wakes: [] }, stands);
  refuseSilenceOutcome(outcome, first);
}
