import type { Labels } from '../../../platform/model/labels.ts';
import type { ChannelOutcome } from '../channel-outcome-sql.ts';
import type { Incident } from '../incident.ts';
import { hasWords, type Worded } from './incident-words.ts';

/** One label matcher, of Prometheus; patterns are RE2, anchored on both sides. */
export interface LabelMatch {
  readonly name: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** What is looked for; several values of one facet are alternatives, empty lists and nulls are all. */
export interface IncidentQuery {
  readonly status: Incident['status'] | null;
  readonly severities: readonly string[];
  readonly projects: readonly string[];
  /** `project.environment` each. */
  readonly environments: readonly string[];
  readonly ruleIds: readonly string[];
  readonly outcomes: readonly ChannelOutcome[];
  readonly acknowledged: boolean | null;
  readonly assignee: string | null;
  /** When they were recorded: from inclusive, to exclusive. */
  readonly fromMs: number | null;
  readonly toMs: number | null;
  readonly matchers: readonly LabelMatch[];
  /** Lower-case words, see `splitText`. */
  readonly words: readonly string[];
}

export const EVERYTHING: IncidentQuery = {
  status: null,
  severities: [],
  projects: [],
  environments: [],
  ruleIds: [],
  outcomes: [],
  acknowledged: null,
  assignee: null,
  fromMs: null,
  toMs: null,
  matchers: [],
  words: [],
};

/** Tells whether a pattern matches a value; null where telling would cost too much. */
export type TestPattern = (pattern: string, value: string) => boolean | null;

/** What only the incident itself can tell: its labels, and the words in it. */
export function passes(
  incident: Worded,
  { matchers, words }: Pick<IncidentQuery, 'matchers' | 'words'>,
  test: TestPattern,
): boolean {
  return (
    matchers.every((match) => matches(incident.labels, match, test)) && hasWords(incident, words)
  );
}

/** A label that is missing has the value ''. What cannot be told does not match. */
function matches(labels: Labels, { name, op, value }: LabelMatch, test: TestPattern): boolean {
  const own = labels.get(name) ?? '';
  switch (op) {
    case '=':
      return own === value;
    case '!=':
      return own !== value;
    case '=~':
      return test(value, own) === true;
    default:
      return test(value, own) === false;
  }
}
