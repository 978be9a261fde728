import { type Diagnostic, linter } from '@codemirror/lint';
import type { Extension } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import type { ScopeExplanation } from '../../contract/scopes.ts';
import { ApiError } from '../api/api-error.ts';
import { findingsOf } from './lint-findings.ts';

/** Asks the service what it makes of a query. @throws ApiError when it cannot be asked */
export type ExplainText = (text: string, signal: AbortSignal) => Promise<ScopeExplanation>;

const DELAY_MS = 350;

/**
 * Marks what the service will refuse, and what can match nothing in the scope. A question that has
 * been overtaken by typing is aborted; when the service cannot be asked, nothing is marked.
 */
export function scopeLint(explain: ExplainText): Extension {
  let running: AbortController | undefined;
  const judge = async (view: EditorView): Promise<readonly Diagnostic[]> => {
    running?.abort();
    const text = view.state.doc.toString();
    if (text.trim() === '') return [];
    running = new AbortController();
    const { signal } = running;
    try {
      return findingsOf(await explain(text, signal), text);
    } catch (cause) {
      if (signal.aborted) return [];
      if (!(cause instanceof ApiError)) throw cause;
      // Running the query will say what is wrong with it, or with the connection.
      return [];
    }
  };
  return linter(judge, { delay: DELAY_MS });
}
