import type {
  Silence,
  SilenceChange,
  SilenceInput,
  SilenceKind,
  SilenceMatcher,
  SilenceSchedule,
} from '../../../contract/silences.ts';
import { instantText } from '../../time/instant-text.ts';
import { parseTyped } from '../../time/typed-instant.ts';

/** A silence as it is typed; instants are texts in the zone that is shown. */
export interface SilenceForm {
  readonly kind: SilenceKind;
  readonly scope: string;
  readonly reason: string;
  readonly matchers: readonly SilenceMatcher[];
  readonly ruleId: string | null;
  readonly incidentId: string | null;
  readonly recurs: boolean;
  /** Empty: now. */
  readonly startsAt: string;
  /** Empty: without end. */
  readonly endsAt: string;
  readonly cron: string;
  readonly zone: string;
  readonly duration: string;
  readonly confirmBroad: boolean;
}

export const NO_MATCHER: SilenceMatcher = { name: '', operator: '=', value: '' };
const HOUR_MS = 3_600_000;

/** A new silence for two hours. */
export function blankSilence(scope: string, zone: string, nowMs: number): SilenceForm {
  return {
    kind: 'silence',
    scope,
    reason: '',
    matchers: [NO_MATCHER],
    ruleId: null,
    incidentId: null,
    recurs: false,
    startsAt: '',
    endsAt: instantText(nowMs + 2 * HOUR_MS, zone),
    cron: '0 22 * * *',
    zone,
    duration: '8h',
    confirmBroad: false,
  };
}

export function formOfSilence(silence: Silence, zone: string): SilenceForm {
  const { schedule } = silence;
  const typed = (at: string | null | undefined) => (at ? instantText(Date.parse(at), zone) : '');
  const recurring = schedule.kind === 'recurring' ? schedule : null;
  return {
    kind: silence.kind,
    scope: silence.places[0] ?? silence.owner,
    reason: silence.reason,
    matchers: silence.matchers,
    ruleId: silence.ruleId,
    incidentId: silence.incidentId,
    recurs: recurring !== null,
    startsAt: typed(schedule.startsAt),
    endsAt: typed(schedule.endsAt),
    cron: recurring?.cron ?? '0 22 * * *',
    zone: recurring?.zone ?? zone,
    duration: recurring?.duration ?? '8h',
    confirmBroad: false,
  };
}

/** The body of a new silence. Ask `checkSilence` first. */
export function inputOfSilence(form: SilenceForm, zone: string): SilenceInput {
  const { kind, scope } = form;
  return { kind: kind === 'maintenance' ? kind : 'silence', scope, ...contentOf(form, zone) };
}

/** The body of a change: where it counts stays. */
export function changeOfSilence(form: SilenceForm, zone: string): SilenceChange {
  return { kind: form.kind, ...contentOf(form, zone) };
}

function contentOf(form: SilenceForm, zone: string) {
  const { reason, matchers, ruleId, incidentId, confirmBroad } = form;
  return {
    reason: reason.trim(),
    matchers: matchers.filter(({ name }) => name.trim() !== '').map((matcher) => ({ ...matcher })),
    ...(ruleId === null ? {} : { ruleId }),
    ...(incidentId === null ? {} : { incidentId }),
    schedule: scheduleOf(form, zone),
    confirmBroad,
  };
}

function scheduleOf(form: SilenceForm, shownZone: string): SilenceSchedule {
  const { recurs, cron, zone, duration } = form;
  const startsAt = typedInstant(form.startsAt, shownZone);
  const times = {
    ...(startsAt === undefined ? {} : { startsAt }),
    endsAt: typedInstant(form.endsAt, shownZone) ?? null,
  };
  if (!recurs) return { kind: 'once', ...times };
  return { kind: 'recurring', cron: cron.trim(), zone, duration: duration.trim(), ...times };
}

/** The instant that was typed; undefined for an empty text, and for one that is no instant. */
export function typedInstant(text: string, zone: string): string | undefined {
  const end = text.trim() === '' ? undefined : parseTyped(text, zone);
  return end?.kind === 'absolute' ? new Date(end.atMs).toISOString() : undefined;
}

/** Tells a draft of this form from anything else. */
export function isSilenceForm(value: unknown): value is SilenceForm {
  if (typeof value !== 'object' || value === null) return false;
  const entries = new Map<string, unknown>(Object.entries(value));
  const texts = ['kind', 'scope', 'reason', 'startsAt', 'endsAt', 'cron', 'zone', 'duration'];
  return (
    texts.every((key) => typeof entries.get(key) === 'string') &&
    Array.isArray(entries.get('matchers'))
  );
}
