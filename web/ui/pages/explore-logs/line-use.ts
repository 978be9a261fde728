import type { ValueFilter } from './change-query.ts';
import type { Needle } from './highlight.ts';
import type { LogLine } from './log-line.ts';

/** What a list of lines is given beside its lines, for each of them. */
export interface LineUse {
  readonly needles: readonly Needle[];
  /** Names of the labels that streams have; what else stands on a line is a field of it. */
  readonly labelNames: ReadonlySet<string> | undefined;
  readonly onFilter?: (filter: ValueFilter) => void;
  readonly onContext?: (line: LogLine) => void;
}
