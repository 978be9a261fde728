import { useImperativeHandle, useRef } from 'react';
import classes from './editor.module.css';
import type { PromqlEditorProps } from './editor-props.ts';
import { useEditorView } from './use-editor-view.ts';

/**
 * A PromQL editor with completion, lint and hover for one scope. Shift+Enter (and Ctrl/⌘ Enter)
 * runs, Tab leaves the field, Ctrl+Space completes.
 */
export function PromqlEditor(props: PromqlEditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const view = useEditorView(host, props);
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
