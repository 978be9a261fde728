import { type Diagnostic, linter } from '@codemirror/lint';
import type { Extension } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import type { ScopeExplanation } from '../../contract/scopes.ts';
import { ApiError } from '../api/api-error.ts';
import type { AskText } from './asked-text.ts';
import { type Finding, findingsOf } from './lint-findings.ts';

/** Asks the service what it makes of a query. @throws ApiError when it cannot be asked */
export type ExplainText = (text: string, signal: AbortSignal) => Promise<ScopeExplanation>;

/** What can be said about a query without asking anybody. */
type JudgeText = (text: string) => readonly Finding[];

const DELAY_MS = 350;

/**
 * Marks what the service will refuse, and what can match nothing in the scope. A question that has
 * been overtaken by typing is aborted; when the service cannot be asked, nothing is marked. Where
 * `judge` finds something, that is said and nobody is asked.
 */
export function scopeLint(
  explain: ExplainText,
  ask: AskText,
  judge: JudgeText = () => [],
): Extension {
  let running: AbortController | undefined;
  const lint = async (view: EditorView): Promise<readonly Diagnostic[]> => {
    running?.abort();
    const { text, written } = ask(view.state.doc.toString());
    if (text === null || text.trim() === '') return [];
    const placed = (findings: readonly Finding[]) =>
      findings.map((finding) => ({ ...finding, ...written(finding.from, finding.to) }));
    const faults = judge(text);
    if (faults.length > 0) return placed(faults);
    running = new AbortController();
    const { signal } = running;
    try {
      return placed(findingsOf(await explain(text, signal), text));
    } catch (cause) {
      if (signal.aborted) return [];
      if (!(cause instanceof ApiError)) throw cause;
      // Running the query will say what is wrong with it, or with the connection.
      return [];
    }
  };
  return linter(lint, { delay: DELAY_MS });
}
