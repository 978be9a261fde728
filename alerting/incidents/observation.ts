import type { Labels } from '../../platform/model/labels.ts';
import type { GradeReason } from '../grading/grade.ts';
import type { EndReason, EventAuthor } from './incident.ts';

/** What was learned about one level of an incident. */
export type Observation =
  | {
      /** Posted, and not over yet. */
      readonly kind: 'firing';
      readonly levelKey: string;
      readonly severity: string;
      readonly rung: number;
      readonly gradeReason: GradeReason;
      readonly annotations: Labels;
      readonly startsAtMs: number;
      readonly endsAtMs: number;
      readonly endsAtIsTimeout: boolean;
      readonly source: string;
    }
  | {
      /** Posted as over since `endsAtMs`. */
      readonly kind: 'resolved';
      readonly levelKey: string;
      readonly annotations: Labels;
      readonly endsAtMs: number;
    }
  | {
      /** Over by our own decision: the end passed, or the rule is gone. */
      readonly kind: 'ended';
      readonly levelKey: string;
      readonly endsAtMs: number;
      readonly reason: EndReason;
      /** Whose decision it was, and why; absent: ours. */
      readonly by?: { readonly author: EventAuthor; readonly text: string };
    };

/**
 * Splits what one post says about an incident into runs that may be taken at once: within a run
 * each level appears at most once, so the order inside it does not matter.
 */
export function runsOf(observations: readonly Observation[]): readonly (readonly Observation[])[] {
  // Nearly always a post says one thing about an incident.
  if (observations.length <= 1) return observations.length === 0 ? [] : [observations];
  const runs: Observation[][] = [];
  let seen = new Set<string>();
  for (const observation of observations) {
    const run = runs.at(-1);
    if (!run || seen.has(observation.levelKey)) {
      runs.push([observation]);
      seen = new Set([observation.levelKey]);
    } else {
      run.push(observation);
      seen.add(observation.levelKey);
    }
  }
  return runs;
}
