import type { ErrorDetail } from '../../platform/errors/app-error.ts';
import { parseDurationMs } from '../../platform/model/duration.ts';
import type { EscalationStep } from '../escalation/escalation-step.ts';
import { LONGEST_FLAP_MS } from '../flapping/flap-book.ts';
import type { FlapDamping } from '../flapping/flap-damping.ts';
import { checkDistinct } from '../rules/rule-receivers.ts';
import type { EscalationDraft, FlappingDraft } from './policy-draft.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const MAX_STEPS = 5;
const MOST_CHANGES = 20;

/** The steps of an escalation: five at most, each later than the one before. */
export function checkEscalation(steps: readonly EscalationDraft[]): readonly ErrorDetail[] {
  if (steps.length > MAX_STEPS) {
    return [{ path: '/escalation', message: `expected at most ${MAX_STEPS} steps` }];
  }
  return steps.flatMap(({ after, channels }, index) => {
    const at = `/escalation/${index}`;
    const before = steps[index - 1];
    const isLater = before === undefined || ms(after) > ms(before.after);
    return [
      ...checkDuration(after, `${at}/after`, {
        least: MINUTE_MS,
        most: 7 * DAY_MS,
        say: '1m to 7d',
      }),
      ...(isLater ? [] : [{ path: `${at}/after`, message: 'must be later than the step before' }]),
      ...(channels.length > 0
        ? checkDistinct(channels, `${at}/channels`)
        : [{ path: `${at}/channels`, message: 'a step tells at least one channel' }]),
    ];
  });
}

export function checkFlapping(draft: FlappingDraft | undefined): readonly ErrorDetail[] {
  if (draft === undefined) return [];
  const { changes, within, quiet } = draft;
  const isGood = Number.isInteger(changes) && changes >= 2 && changes <= MOST_CHANGES;
  const bounds = { least: MINUTE_MS, most: LONGEST_FLAP_MS, say: '1m to 1d' };
  return [
    ...(isGood
      ? []
      : [{ path: '/flapping/changes', message: `must be 2 to ${MOST_CHANGES}, is ${changes}` }]),
    ...checkDuration(within, '/flapping/within', bounds),
    ...checkDuration(quiet, '/flapping/quiet', bounds),
  ];
}

/** What was checked before. */
export function readEscalation(steps: readonly EscalationDraft[]): readonly EscalationStep[] {
  return steps.map(({ after, channels }) => ({ afterMs: ms(after), channels: [...channels] }));
}

/** What was checked before. */
export function readFlapping(draft: FlappingDraft | undefined): FlapDamping | null {
  if (draft === undefined) return null;
  return { changes: draft.changes, withinMs: ms(draft.within), quietMs: ms(draft.quiet) };
}

function checkDuration(
  text: string,
  path: string,
  { least, most, say }: { readonly least: number; readonly most: number; readonly say: string },
): readonly ErrorDetail[] {
  const value = parseDurationMs(text);
  const isGood = value !== undefined && value >= least && value <= most;
  return isGood ? [] : [{ path, message: `expected a duration from ${say}, is "${text}"` }];
}

function ms(text: string): number {
  return parseDurationMs(text) ?? 0;
}
