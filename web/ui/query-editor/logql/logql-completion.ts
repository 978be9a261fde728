import {
  type Completion,
  type CompletionContext,
  type CompletionResult,
  type CompletionSource,
  pickedCompletion,
  startCompletion,
} from '@codemirror/autocomplete';
import type { EditorView } from '@codemirror/view';
import { type LogqlKnowledge, type LogqlOption, optionsAt } from './logql-options.ts';
import { type LogqlPlace, placeIn } from './logql-place.ts';
import type { WordKey } from './logql-words.ts';

/** The dictionaries' words for what is offered. */
export interface OptionWords {
  readonly note: (note: Exclude<LogqlOption['note'], ''>) => string;
  readonly about: (key: WordKey) => string;
}

/** Knowledge for one question, which is given up with it. */
export type KnowledgeFor = (signal: AbortSignal) => LogqlKnowledge;

/**
 * Completes LogQL. The list opens by itself where something must stand, else when it is asked for;
 * what is asked of the scope is given up with the question.
 */
export function logqlCompletion(know: KnowledgeFor, words: OptionWords): CompletionSource {
  return async (context) => {
    const { place, from, to, isDue } = placeIn(context.state.doc.toString(), context.pos);
    if (!isDue && !context.explicit) return null;
    const options = await optionsAt(place, know(signalOf(context)));
    if (context.aborted || options.length === 0) return null;
    const result: CompletionResult = {
      from,
      options: options.map((option, index) => completion(option, words, options.length - index)),
      validFor: validFor(place),
    };
    return to > context.pos ? { ...result, to } : result;
  };
}

function signalOf(context: CompletionContext): AbortSignal {
  const controller = new AbortController();
  context.addEventListener('abort', () => controller.abort());
  return controller.signal;
}

const WORD = /^\w*$/;
const IN_STRING = /^[^"`\\|()]*$/;

/** As long as what is typed has this shape, the answer stays good and is narrowed down. */
function validFor(place: LogqlPlace): RegExp {
  return 'quote' in place && place.quote !== '' ? IN_STRING : WORD;
}

/** Of equally good ones the first come first: `boost` is from 0 to 1 there. */
function completion(option: LogqlOption, words: OptionWords, rank: number): Completion {
  const { label, note, key } = option;
  return {
    label,
    boost: rank / 10_000,
    ...(note === '' ? {} : { detail: words.note(note) }),
    ...(key === undefined ? {} : { info: words.about(key) }),
    apply: (view, chosen, from, to) => put(view, chosen, option, from, to),
  };
}

function put(
  view: EditorView,
  chosen: Completion,
  { insert, cursorBack, leadsOn }: LogqlOption,
  from: number,
  to: number,
): void {
  const call = insert.indexOf('(');
  // The parentheses are there already.
  const isCalled = call >= 0 && cursorBack > 0 && view.state.sliceDoc(to, to + 1) === '(';
  const text = isCalled ? insert.slice(0, call) : insert;
  view.dispatch({
    changes: { from, to, insert: text },
    selection: { anchor: from + text.length - (isCalled ? 0 : cursorBack) },
    annotations: pickedCompletion.of(chosen),
    userEvent: 'input.complete',
    scrollIntoView: true,
  });
  if (leadsOn && !isCalled) startCompletion(view);
}
