import type { QuestionFacts } from '../limits/check-question.ts';
import { instantMs, isFar, stepMs } from './check-parameter.ts';
import type { ScopedParameters } from './read-parameters.ts';

/** What the limits must know of a question about metrics. `earliestMs` is asked for only if it counts. */
export function metricsFacts(
  { passed }: Pick<ScopedParameters, 'passed'>,
  around: {
    readonly bodyBytes: number;
    readonly nowMs: number;
    readonly earliestMs: number | null;
  },
): QuestionFacts {
  const { bodyBytes, nowMs, earliestMs } = around;
  let start: string | null = null;
  let end: string | null = null;
  let step: string | null = null;
  for (const [name, value] of passed) {
    if (name === 'start') start = value;
    else if (name === 'end') end = value;
    else if (name === 'step') step = value;
  }
  if (start === null) return { bodyBytes, range: null, earliestMs };
  // Grafana asks for exemplars in milliseconds. Read as seconds, there is nothing so late.
  const far =
    step === null && end !== null && isFar(start) && isFar(end) ? Number : () => undefined;
  const range = {
    startMs: instantMs(start) ?? far(start) ?? Number.NEGATIVE_INFINITY,
    endMs: end === null ? nowMs : (instantMs(end) ?? far(end) ?? Number.POSITIVE_INFINITY),
    stepMs: step === null ? null : (stepMs(step) ?? null),
  };
  return { bodyBytes, range, earliestMs };
}
