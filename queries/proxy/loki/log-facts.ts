import { type QuestionFacts, timelessFacts } from '../../limits/check-question.ts';
import type { SelectorReach } from '../../scope/pairs-readable.ts';
import { lokiBounds } from './loki-range.ts';
import { floorMs, parseLokiInstantNs, parseLokiStepMs } from './loki-time.ts';
import type { LokiParameters } from './read-loki-parameters.ts';

/** What the limits must know of a question about logs: its range with Loki's defaults, and how far back it reads. */
export function logFacts(
  { question, passed }: LokiParameters,
  reads: readonly SelectorReach[],
  { nowMs, bodyBytes }: { readonly nowMs: number; readonly bodyBytes: number },
): QuestionFacts {
  if (question.kind === 'none') return timelessFacts(bodyBytes);
  const step = passed.get('step');
  const atNs = parseLokiInstantNs(passed.get('time') ?? '');
  const bounds = atNs === undefined ? lokiBounds(passed, nowMs) : { startNs: atNs, endNs: atNs };
  if (bounds === undefined) throw new TypeError('a range that was checked cannot be read');
  const [startMs, endMs] = [floorMs(bounds.startNs), floorMs(bounds.endNs)];
  const stepMs = step === undefined ? null : (parseLokiStepMs(step) ?? null);
  const earliestMs = reads.length === 0 ? null : Math.min(...reads.map((one) => one.earliestMs));
  return { bodyBytes, range: { startMs, endMs, stepMs }, earliestMs };
}
