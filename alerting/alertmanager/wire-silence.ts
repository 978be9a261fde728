import type { Silence } from '../silences/silence.ts';
import type { SilenceMatcher } from '../silences/silence-matcher.ts';
import type { SilenceRecord } from '../silences/silence-service.ts';
import type { SilenceState } from '../silences/silence-span.ts';
import { uuidOf } from './silence-uuid.ts';

interface WireMatcher {
  readonly name: string;
  readonly value: string;
  readonly isRegex: boolean;
  readonly isEqual: boolean;
}

/** A gettable silence. */
export interface WireSilence {
  readonly id: string;
  readonly status: { readonly state: SilenceState };
  readonly updatedAt: string;
  readonly comment: string;
  readonly createdBy: string;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly matchers: readonly WireMatcher[];
  readonly annotations: Readonly<Record<string, string>>;
}

/** A silence without end; also what reads it back. */
export const NO_END = '9999-12-31T23:59:59.000Z';

/** Clients know no silence without matchers: one that is for a rule or a place has this one. */
const ANY_ALERT: SilenceMatcher = { name: 'alertname', operator: '=~', value: '.+' };

/** The matchers of a silence as clients are shown them. */
export function shownMatchers({ matchers }: Pick<Silence, 'matchers'>): readonly SilenceMatcher[] {
  return matchers.length > 0 ? matchers : [ANY_ALERT];
}

/** A recurring one is shown as the stretch that is under way or next. */
export function wireSilence({ silence, span, state }: SilenceRecord): WireSilence {
  const { schedule } = silence;
  const { fromMs, untilMs } = span ?? { fromMs: schedule.startsAtMs, untilMs: schedule.endsAtMs };
  return {
    id: uuidOf(silence.id),
    status: { state },
    updatedAt: new Date(silence.updatedAtMs).toISOString(),
    comment: silence.reason,
    createdBy: silence.createdBy,
    startsAt: new Date(fromMs).toISOString(),
    endsAt: untilMs === null ? NO_END : new Date(untilMs).toISOString(),
    matchers: shownMatchers(silence).map(({ name, operator, value }) => ({
      name,
      value,
      isRegex: operator.endsWith('~'),
      isEqual: !operator.startsWith('!'),
    })),
    annotations: {},
  };
}

const RANK: Readonly<Record<SilenceState, number>> = { active: 0, pending: 1, expired: 2 };

/** As Alertmanager lists them: active by soonest end, pending by soonest start, expired by latest end. */
export function inListOrder(records: readonly SilenceRecord[]): readonly SilenceRecord[] {
  const placeOf = ({ silence, span, state }: SilenceRecord): number => {
    if (state === 'pending') return span?.fromMs ?? 0;
    if (state === 'active') return span?.untilMs ?? Number.POSITIVE_INFINITY;
    return -(silence.schedule.endsAtMs ?? silence.updatedAtMs);
  };
  return [...records].sort((a, b) => {
    const rank = RANK[a.state] - RANK[b.state];
    if (rank !== 0) return rank;
    const [left, right] = [placeOf(a), placeOf(b)];
    return left === right ? 0 : left < right ? -1 : 1;
  });
}
