import { asError } from '../../platform/errors/app-error.ts';
import type { RuleAnswer, RuleQuestion } from './ask-query.ts';
import type { RunnerParts } from './ruler-parts.ts';

/**
 * Asks when it is the owner's turn, and gives up after the question's time whatever the source does,
 * so that nobody's place is held for ever. Rejects only with the signal's reason.
 */
export async function askInTime(
  question: RuleQuestion,
  signal: AbortSignal,
  { ask, clock, inTurn, metrics }: Pick<RunnerParts, 'ask' | 'clock' | 'inTurn' | 'metrics'>,
): Promise<RuleAnswer> {
  const fromMs = clock.monotonicMs();
  return inTurn(question, signal, async () => {
    metrics.waited((clock.monotonicMs() - fromMs) / 1_000);
    // Not AbortSignal.any: on a signal that lives as long as its group, those would pile up.
    const limit = new AbortController();
    const onAbort = () => limit.abort(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    const timer = clock.after(question.timeoutMs, () => limit.abort(new Error(TIMED_OUT)));
    const asked = answerOf(() => ask.ask(question, limit.signal));
    const answer = await Promise.race([asked, endOf(limit.signal)]);
    timer.cancel();
    signal.removeEventListener('abort', onAbort);
    signal.throwIfAborted();
    return answer;
  });
}

/** A failure once the signal aborts. */
function endOf(signal: AbortSignal): Promise<RuleAnswer> {
  return new Promise((resolve) => {
    const end = () => resolve({ kind: 'failed', failure: 'timeout', message: TIMED_OUT });
    signal.addEventListener('abort', end, { once: true });
  });
}

/** Prometheus's own words. */
const TIMED_OUT = 'query timed out in expression evaluation';

async function answerOf(ask: () => Promise<RuleAnswer>): Promise<RuleAnswer> {
  try {
    return await ask();
  } catch (thrown) {
    return { kind: 'failed', failure: 'internal', message: asError(thrown).message };
  }
}
