import type { ErrorDetail } from '../../../platform/errors/app-error.ts';
import { parseDurationMs } from '../../../platform/model/duration.ts';
import type { SystemRule } from '../../../queries/system-rules/system-rule.ts';
import { thresholdProblem } from '../../../queries/templates/rules/threshold-range.ts';
import type { LevelChangePolicy } from '../rule.ts';
import type { LevelDraft } from '../rule-draft.ts';
import { checkLevels, readLevels } from '../validate-levels.ts';
import { overriddenRule } from './override-changes.ts';
import type { RuleOverride } from './system-setting.ts';

/** What people send: null, or left out, is as in the catalogue. Durations as in Prometheus. */
export interface OverrideDraft {
  readonly enabled?: boolean | null;
  readonly levels?:
    | readonly { readonly severity: string; readonly threshold: number; readonly for?: string }[]
    | null;
  readonly keepFiringFor?: string | null;
  /** How often it is evaluated. */
  readonly interval?: string | null;
  readonly channels?: readonly string[] | null;
  readonly levelChange?: LevelChangePolicy | null;
}

export type CheckedOverride =
  /** Null: nothing deviates. */
  | { readonly kind: 'ok'; readonly override: RuleOverride | null }
  | { readonly kind: 'invalid'; readonly findings: readonly ErrorDetail[] };

const MAX_MS = 365 * 86_400_000;
const MIN_INTERVAL_MS = 1_000;
const MAX_INTERVAL_MS = 3_600_000;

/** Whether an override of a rule may stand on a ladder; channels are not looked at here but for doubles. */
export function checkOverride(
  draft: OverrideDraft,
  rule: SystemRule,
  ladder: readonly string[],
): CheckedOverride {
  const levels = draft.levels ?? null;
  const drafts = (levels ?? []).map((level): LevelDraft => ({ ...level, operator: rule.operator }));
  const channels = draft.channels ?? null;
  const keepFiringForMs = draft.keepFiringFor ? parseDurationMs(draft.keepFiringFor) : null;
  const intervalMs = draft.interval ? parseDurationMs(draft.interval) : null;
  const findings: ErrorDetail[] = [
    ...(levels === null ? [] : checkLevels(drafts, ladder)),
    ...drafts.flatMap(({ threshold = Number.NaN }, index) => {
      const message = thresholdProblem(rule, rule.operator, threshold);
      return message === null ? [] : [{ path: `/levels/${index}/threshold`, message: message.en }];
    }),
    ...checkDuration(draft.keepFiringFor ?? null, keepFiringForMs),
    ...checkInterval(draft.interval ?? null, intervalMs),
    ...checkDistinct(channels ?? []),
    ...(rule.record === null ? [] : checkRecorded(draft)),
  ];
  if (findings.length > 0) return { kind: 'invalid', findings };
  const parts = {
    enabled: draft.enabled ?? null,
    levels: levels === null ? null : readLevels(drafts, 0).map(plainLevel),
    keepFiringForMs: keepFiringForMs ?? null,
    intervalMs: intervalMs ?? null,
    channels,
    levelChange: draft.levelChange ?? null,
  };
  const isNothing = Object.values(parts).every((part) => part === null);
  const override = isNothing ? null : { ...parts, madeFor: overriddenRule(rule, ladder) };
  return { kind: 'ok', override };
}

function plainLevel({ severity, condition, forMs }: ReturnType<typeof readLevels>[number]) {
  return { severity, threshold: condition?.threshold ?? 0, forMs };
}

function checkDuration(text: string | null, ms: number | null | undefined): readonly ErrorDetail[] {
  if (text === null || (typeof ms === 'number' && ms <= MAX_MS)) return [];
  return [
    { path: '/keepFiringFor', message: `"${text}" is not a duration of at most 1y, like 5m` },
  ];
}

function checkInterval(text: string | null, ms: number | null | undefined): readonly ErrorDetail[] {
  const isFine = typeof ms === 'number' && ms >= MIN_INTERVAL_MS && ms <= MAX_INTERVAL_MS;
  if (text === null || isFine) return [];
  return [{ path: '/interval', message: `"${text}" is not a duration from 1s to 1h, like 1m` }];
}

/** Nothing fires that records. */
function checkRecorded(draft: OverrideDraft): readonly ErrorDetail[] {
  const alertsOnly = ['levels', 'keepFiringFor', 'channels', 'levelChange'] as const;
  const message = 'is for rules that alert; this one records a series';
  return alertsOnly
    .filter((part) => (draft[part] ?? null) !== null)
    .map((part) => ({ path: `/${part}`, message }));
}

function checkDistinct(channels: readonly string[]): readonly ErrorDetail[] {
  return channels.flatMap((channel, index) =>
    channels.indexOf(channel) < index
      ? [{ path: `/channels/${index}`, message: `channel ${channel} stands twice` }]
      : [],
  );
}
