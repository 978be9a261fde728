import {
  autocompletion,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import { setDiagnostics } from '@codemirror/lint';
import { EditorState, type Extension } from '@codemirror/state';
import { type EditorView, lineNumbers, ViewPlugin } from '@codemirror/view';
import { useEffect, useMemo, useRef } from 'react';
import { CodeField } from '../query-editor/code-field.tsx';
import type { Shape } from './document-shape.ts';
import { yamlColours } from './yaml-colours.ts';
import type { YamlEditorProps, YamlFinding } from './yaml-editor-props.ts';
import { type KnownValues, yamlOptions } from './yaml-options.ts';
import { yamlPlace } from './yaml-place.ts';

const NONE: KnownValues = new Map();

/** An editor of one YAML document: findings where they are, and completion where its shape is known. */
export function YamlEditor({
  value,
  label,
  findings,
  shape = null,
  known = NONE,
  isReadOnly = false,
  onChange,
  onBlur,
}: YamlEditorProps) {
  const view = useRef<EditorView>(undefined);
  const knows = useRef(known);
  useEffect(() => {
    knows.current = known;
  }, [known]);
  const language = useMemo(
    () => [
      yamlColours,
      lineNumbers(),
      LANGUAGE,
      holds(view),
      completion(shape, () => knows.current),
    ],
    [shape],
  );
  useEffect(() => {
    const { current } = view;
    if (current === undefined) return;
    current.dispatch(setDiagnostics(current.state, marksOf(findings, current.state.doc.length)));
  }, [findings]);
  return (
    <CodeField
      value={value}
      onChange={onChange}
      {...(onBlur === undefined ? {} : { onBlur })}
      scope=""
      label={label}
      isInvalid={findings.some(({ severity }) => severity === 'error')}
      isReadOnly={isReadOnly}
      language={language}
    />
  );
}

const LANGUAGE = EditorState.languageData.of(() => [
  { commentTokens: { line: '#' }, closeBrackets: { brackets: ['[', '{', '"'] } },
]);

/** Tells which view it is part of. */
function holds(place: { current: EditorView | undefined }): Extension {
  return ViewPlugin.define((view) => {
    place.current = view;
    return {
      destroy: () => {
        if (place.current === view) place.current = undefined;
      },
    };
  });
}

function completion(shape: Shape | null, known: () => KnownValues): Extension {
  if (shape === null) return [];
  const source = ({ state, pos, explicit }: CompletionContext): CompletionResult | null => {
    const place = yamlPlace(state.doc.toString(), pos);
    if (place === null || (!explicit && place.from === pos)) return null;
    const options = yamlOptions(place, shape, known());
    if (options.length === 0) return null;
    return {
      from: place.from,
      options: options.map(({ label, insert, detail }) => ({ label, apply: insert, info: detail })),
      validFor: /^[\w.-]*$/,
    };
  };
  return autocompletion({ override: [source] });
}

/** The text may have grown shorter since it was judged. */
function marksOf(findings: readonly YamlFinding[], length: number) {
  return findings
    .map(({ from, to, severity, message }) => ({
      from: Math.min(from, length),
      to: Math.min(to, length),
      severity,
      message,
    }))
    .sort((a, b) => a.from - b.from);
}
