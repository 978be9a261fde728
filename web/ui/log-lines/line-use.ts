import type { ComponentType } from 'react';
import type { ValueFilter } from './change-query.ts';
import type { Needle } from './highlight.ts';
import type { LogLine } from './log-line.ts';

/** What a list of lines is given beside its lines, for each of them. */
export interface LineUse {
  readonly needles: readonly Needle[];
  /** Names of the labels that streams have; what else stands on a line is a field of it. */
  readonly labelNames: ReadonlySet<string> | undefined;
  readonly onFilter?: (filter: ValueFilter) => void;
  /** Names of what can be filtered by; all, where it is not said. */
  readonly filterable?: ReadonlySet<string>;
  readonly onContext?: (line: LogLine) => void;
  /** What stands behind the time of a closed row, instead of level and text: lines that are objects. */
  readonly Cells?: ComponentType<ObjectLine>;
}

export interface ObjectLine {
  readonly line: LogLine;
  readonly needles: readonly Needle[];
}
