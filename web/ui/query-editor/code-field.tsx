import type { Extension } from '@codemirror/state';
import { useImperativeHandle, useRef } from 'react';
import { useIsLocked } from '../forms/locked-fields.tsx';
import classes from './editor.module.css';
import type { EditorProps } from './editor-props.ts';
import { useEditorView } from './use-editor-view.ts';

/**
 * An editor for one language. Shift+Enter (and Ctrl/⌘ Enter) runs, Tab leaves the field, Ctrl+Space
 * completes.
 */
export function CodeField({ language, ...props }: EditorProps & { readonly language: Extension }) {
  const host = useRef<HTMLDivElement>(null);
  const isLocked = useIsLocked();
  const isReadOnly = isLocked || props.isReadOnly === true;
  const view = useEditorView(host, { ...props, isReadOnly }, language);
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
    [view],
  );
  return <div ref={host} className={classes.editor} data-invalid={props.isInvalid ?? false} />;
}
