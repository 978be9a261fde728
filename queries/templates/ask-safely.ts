import { AppError } from '../../platform/errors/app-error.ts';
import type { AskAnswer, AskMetrics, QueryTime } from './ask-metrics.ts';

/** Asks, and makes an answer of a rejection that can be shown; an abort passes. */
export async function askSafely(
  asker: AskMetrics,
  promql: string,
  time: QueryTime,
  signal: AbortSignal,
): Promise<AskAnswer> {
  signal.throwIfAborted();
  try {
    return await asker.ask(promql, time, signal);
  } catch (thrown) {
    signal.throwIfAborted();
    if (!(thrown instanceof AppError)) throw thrown;
    return { kind: 'error', error: { kind: thrown.kind, message: thrown.message } };
  }
}
