import { importDashboardText } from '../import/import-dashboard.ts';
import { type ImportRefusal, importRefusal } from '../import/import-refusal.ts';
import type { Dashboard, ImportNote } from '../model/dashboard.ts';
import type { Panel } from '../model/panel.ts';
import { cutText } from '../panels/cut-text.ts';
import { DASHBOARD_LIMITS } from './dashboard-limits.ts';

/** What a text says, as far as lists and tables need it. */
export interface SourceFacts {
  /** Null: it has none, or one that Grafana would not take. */
  readonly uid: string | null;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly panels: number;
  readonly queries: number;
  /** What is not drawn as Grafana would. */
  readonly notes: readonly ImportNote[];
}

/** A text that can be kept, or why it cannot, in words that say what to do. */
export type JudgedSource =
  | { readonly kind: 'kept'; readonly facts: SourceFacts }
  | ({ readonly kind: 'refused' } & ImportRefusal);

const UID = /^[A-Za-z0-9_-]{1,40}$/;
const BYTE_ORDER_MARK = '\ufeff';

/** Reads the JSON text of a dashboard; never throws for what was given. */
export function judgeSource(source: string): JudgedSource {
  const { sourceBytes } = DASHBOARD_LIMITS;
  if (source.length > sourceBytes || Buffer.byteLength(source) > sourceBytes)
    return refused(importRefusal('too_many_bytes', { most: sourceBytes }));
  if (!source.isWellFormed()) return refused(importRefusal('half_character'));
  const read = importDashboardText(withoutMark(source));
  if (read.kind === 'refused') return read;
  const { dashboard, notes } = read;
  if (dashboard.title.trim() === '') return refused(importRefusal('no_title'));
  return { kind: 'kept', facts: factsOf(dashboard, notes) };
}

/** Some editors put a mark before the text; it is kept, and is not JSON. */
export function withoutMark(source: string): string {
  return source.startsWith(BYTE_ORDER_MARK) ? source.slice(1) : source;
}

function refused(refusal: ImportRefusal): JudgedSource {
  return { kind: 'refused', ...refusal };
}

function factsOf(dashboard: Dashboard, notes: readonly ImportNote[]): SourceFacts {
  const { titleChars, descriptionChars, tags, tagChars } = DASHBOARD_LIMITS;
  const panels = allPanels(dashboard.panels);
  return {
    uid: UID.test(dashboard.uid) ? dashboard.uid : null,
    title: shown(dashboard.title.trim(), titleChars),
    description: shown(dashboard.description, descriptionChars),
    tags: dashboard.tags.slice(0, tags).map((tag) => shown(tag, tagChars)),
    panels: panels.filter(({ kind }) => kind !== 'row').length,
    queries: panels.reduce((sum, { targets }) => sum + targets.length, 0),
    notes,
  };
}

/** Cutting and escapes may leave half a character, which no database holds. */
function shown(text: string, most: number): string {
  return cutText(text, most).toWellFormed();
}

function allPanels(panels: readonly Panel[]): readonly Panel[] {
  return panels.flatMap((panel) => [panel, ...allPanels(panel.panels)]);
}
