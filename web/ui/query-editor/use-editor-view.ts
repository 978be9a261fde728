import { closeBrackets, closeBracketsKeymap, closeCompletion } from '@codemirror/autocomplete';
import { bracketMatching } from '@codemirror/language';
import { lintKeymap } from '@codemirror/lint';
import { Compartment, EditorState, type Extension, Prec } from '@codemirror/state';
import { EditorView, keymap, placeholder, type ViewUpdate } from '@codemirror/view';
import { minimalSetup } from 'codemirror';
import { type RefObject, useEffect, useEffectEvent, useRef, useState } from 'react';
import type { EditorProps } from './editor-props.ts';
import { editorTheme } from './editor-theme.ts';

type ViewRef = RefObject<EditorView | undefined>;

/**
 * The CodeMirror view inside `host`.
 *
 * @param language what it knows of the language and the scope; another one makes another view
 */
export function useEditorView(
  host: RefObject<HTMLElement | null>,
  props: EditorProps,
  language: Extension,
): ViewRef {
  const { value, label, hint, isReadOnly = false } = props;
  const view = useRef<EditorView>(undefined);
  const told = useValue(view, value);
  const naming = useName(view, label);
  const wantsFocus = useRef(props.isFocused === true);
  const onUpdate = useEffectEvent((update: ViewUpdate) => {
    if (update.docChanged) {
      const text = update.state.doc.toString();
      // Until it is told, an urgent render can come first, with the value from before.
      if (told.current.length === 0) told.current.push(update.startState.doc.toString());
      told.current.push(text);
      props.onChange(text);
    }
    if (!update.focusChanged) return;
    if (update.view.hasFocus) props.onFocus?.();
    else leave(update.view, () => props.onBlur?.());
  });
  const onRun = useEffectEvent(() => props.onRun?.());
  const first = useEffectEvent(() => ({ doc: value, name: named(label) }));

  useEffect(() => {
    if (host.current === null) return;
    const { doc, name } = first();
    const extensions = [
      runKeys(() => onRun()),
      minimalSetup,
      language,
      keymap.of(lintKeymap),
      bracketMatching(),
      closeBrackets(),
      keymap.of(closeBracketsKeymap),
      editorTheme,
      EditorView.lineWrapping,
      EditorState.readOnly.of(isReadOnly),
      naming.of(name),
      placeholder(hint ?? ''),
      EditorView.updateListener.of((update) => onUpdate(update)),
    ];
    const made = new EditorView({
      parent: host.current,
      state: EditorState.create({ doc, extensions }),
    });
    view.current = made;
    if (wantsFocus.current) made.focus();
    wantsFocus.current = false;
    return () => made.destroy();
  }, [host, language, isReadOnly, hint, naming]);
  return view;
}

/**
 * Keeps the text equal to `value`, but for a value that is older than what has been typed since.
 * @returns the last value that came and texts that were told since, oldest first; empty when all came back
 */
function useValue(view: ViewRef, value: string): RefObject<string[]> {
  const told = useRef<string[]>([]);
  // At every commit: also one that brings back the same value tells that nothing is on its way.
  useEffect(() => {
    const { current } = view;
    if (current === undefined) return;
    if (current.state.doc.toString() === value) told.current = [];
    else if (!told.current.includes(value)) {
      current.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: value } });
    }
  });
  return told;
}

/** The part of the configuration that names the editor, so that another name does not remake it. */
function useName(view: ViewRef, label: string): Compartment {
  const [naming] = useState(() => new Compartment());
  useEffect(() => {
    view.current?.dispatch({ effects: naming.reconfigure(named(label)) });
  }, [view, label, naming]);
  return naming;
}

function named(label: string): Extension {
  return EditorView.contentAttributes.of({ 'aria-label': label });
}

/** Completion that is still on its way must not open over a field that was left. */
function leave(view: EditorView, onBlur: () => void): void {
  onBlur();
  queueMicrotask(() => closeCompletion(view));
}

function runKeys(run: () => void): Extension {
  const command = (view: EditorView) => {
    closeCompletion(view);
    run();
    return true;
  };
  return Prec.highest(
    keymap.of([
      { key: 'Shift-Enter', run: command },
      { key: 'Mod-Enter', run: command },
    ]),
  );
}
