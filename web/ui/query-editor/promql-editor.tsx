import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
} from '@codemirror/autocomplete';
import { bracketMatching } from '@codemirror/language';
import { EditorState, type Extension, Prec } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import { PromQLExtension } from '@prometheus-io/codemirror-promql';
import { minimalSetup } from 'codemirror';
import { useEffect, useEffectEvent, useRef } from 'react';
import { useServices } from '../app/services.ts';
import classes from './editor.module.css';
import type { PromqlEditorProps } from './editor-props.ts';
import { editorTheme } from './editor-theme.ts';
import { scopedPrometheusClient } from './prometheus-client.ts';
import { wordInfo } from './word-info.ts';

/**
 * A PromQL editor with completion, lint and hover for one scope. Shift+Enter (and Ctrl/⌘ Enter)
 * runs, Tab leaves the field, Ctrl+Space completes.
 */
export function PromqlEditor(props: PromqlEditorProps) {
  const { value, scope, label, hint, isInvalid = false, isReadOnly = false } = props;
  const { fetch } = useServices();
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const onChange = useEffectEvent((text: string) => props.onChange(text));
  const onRun = useEffectEvent(() => props.onRun?.());
  const onBlur = useEffectEvent(() => props.onBlur?.());
  const initial = useEffectEvent(() => value);

  useEffect(() => {
    if (host.current === null) return;
    const made = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: initial(),
        extensions: [
          runKeys(() => onRun()),
          minimalSetup,
          promql(scope, fetch),
          editorTheme,
          EditorView.lineWrapping,
          EditorState.readOnly.of(isReadOnly),
          EditorView.contentAttributes.of({ 'aria-label': label }),
          placeholder(hint ?? ''),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) onChange(update.state.doc.toString());
            if (update.focusChanged && !update.view.hasFocus) leave(update.view, () => onBlur());
          }),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, [scope, fetch, isReadOnly, label, hint]);

  useEffect(() => {
    const { current } = view;
    if (current === undefined || current.state.doc.toString() === value) return;
    current.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: value } });
  }, [value]);

  return <div ref={host} className={classes.editor} data-invalid={isInvalid} />;
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

function promql(scope: string, fetchFn: typeof fetch): Extension {
  const client = scopedPrometheusClient(scope, fetchFn);
  return [
    new PromQLExtension().setComplete({ remote: client }).asExtension(),
    autocompletion(),
    bracketMatching(),
    closeBrackets(),
    keymap.of(closeBracketsKeymap),
    wordInfo(client),
  ];
}
