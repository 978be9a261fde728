import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  closeCompletion,
} from '@codemirror/autocomplete';
import { bracketMatching } from '@codemirror/language';
import { lintKeymap } from '@codemirror/lint';
import { Compartment, EditorState, type Extension, Prec } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import { PromQLExtension } from '@prometheus-io/codemirror-promql';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { minimalSetup } from 'codemirror';
import { useEffect, useEffectEvent, useImperativeHandle, useRef, useState } from 'react';
import type { Call } from '../api/client.ts';
import type { ReadPrometheus } from '../api/prometheus.ts';
import { catalogueQueries } from '../api/series-catalogue.ts';
import { useServices } from '../app/services.ts';
import classes from './editor.module.css';
import type { PromqlEditorProps } from './editor-props.ts';
import { editorTheme } from './editor-theme.ts';
import { metricInfo } from './metric-info.ts';
import { scopedPrometheusClient } from './prometheus-client.ts';
import { scopeLint } from './scope-lint.ts';
import { wordInfo } from './word-info.ts';

/**
 * A PromQL editor with completion, lint and hover for one scope. Shift+Enter (and Ctrl/⌘ Enter)
 * runs, Tab leaves the field, Ctrl+Space completes.
 */
export function PromqlEditor(props: PromqlEditorProps) {
  const { value, scope, label, hint, isInvalid = false, isReadOnly = false } = props;
  const { call, readPrometheus } = useServices();
  const queryClient = useQueryClient();
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  /** Texts that were told and have not come back as `value` yet, oldest first. */
  const told = useRef<string[]>([]);
  const tell = useEffectEvent((text: string) => {
    told.current.push(text);
    props.onChange(text);
  });
  const onRun = useEffectEvent(() => props.onRun?.());
  const onBlur = useEffectEvent(() => props.onBlur?.());
  const onFocus = useEffectEvent(() => props.onFocus?.());
  const initial = useEffectEvent(() => value);
  const wantsFocus = useRef(props.isFocused === true);
  const focusFirst = useEffectEvent((made: EditorView) => {
    if (wantsFocus.current) made.focus();
    wantsFocus.current = false;
  });
  const [naming] = useState(() => new Compartment());
  const firstName = useEffectEvent(() => named(label));

  useImperativeHandle(
    props.handle,
    () => ({
      insert: (text) => {
        const { current } = view;
        if (current === undefined) return;
        current.dispatch(current.state.replaceSelection(text));
        current.focus();
      },
      focus: () => view.current?.focus(),
    }),
    [],
  );

  useEffect(() => {
    if (host.current === null) return;
    const made = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: initial(),
        extensions: [
          runKeys(() => onRun()),
          minimalSetup,
          promql({ call, read: readPrometheus, client: queryClient, scope }),
          editorTheme,
          EditorView.lineWrapping,
          EditorState.readOnly.of(isReadOnly),
          naming.of(firstName()),
          placeholder(hint ?? ''),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) tell(update.state.doc.toString());
            if (!update.focusChanged) return;
            if (update.view.hasFocus) onFocus();
            else leave(update.view, () => onBlur());
          }),
        ],
      }),
    });
    view.current = made;
    focusFirst(made);
    return () => made.destroy();
  }, [scope, call, readPrometheus, queryClient, isReadOnly, hint, naming]);

  useEffect(() => {
    view.current?.dispatch({ effects: naming.reconfigure(named(label)) });
  }, [label, naming]);

  // At every commit: a value that is older than what has been typed since must not overwrite it.
  useEffect(() => {
    const { current } = view;
    if (current === undefined) return;
    if (current.state.doc.toString() === value) told.current = [];
    else if (!told.current.includes(value)) {
      current.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: value } });
    }
  });

  return <div ref={host} className={classes.editor} data-invalid={isInvalid} />;
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

interface Knowledge {
  readonly call: Call;
  readonly read: ReadPrometheus;
  readonly client: QueryClient;
  readonly scope: string;
}

function promql({ call, read, client, scope }: Knowledge): Extension {
  const queries = catalogueQueries(read, scope);
  const remote = scopedPrometheusClient(queries, client);
  return [
    new PromQLExtension().setComplete({ remote }).activateLinter(false).asExtension(),
    scopeLint((query, signal) =>
      call('scopes.explain', { params: { scope }, body: { language: 'promql', query }, signal }),
    ),
    keymap.of(lintKeymap),
    autocompletion(),
    bracketMatching(),
    closeBrackets(),
    keymap.of(closeBracketsKeymap),
    wordInfo((metric) => metricInfo(queries, client, metric)),
  ];
}
