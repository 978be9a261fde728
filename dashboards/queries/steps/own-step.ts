import type { DataFrame } from '@grafana/data';
import type { JsonRecord } from '../../model/panel.ts';
import type { PanelTools } from '../panel-tools.ts';

/**
 * A transformation that is written here. Its options come from authors, with variables put in. Throws
 * an `Error` that says to people why it does not run.
 */
export type OwnStep = (
  tools: PanelTools,
  frames: readonly DataFrame[],
  options: JsonRecord,
) => readonly DataFrame[];
