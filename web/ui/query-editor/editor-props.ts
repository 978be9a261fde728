import type { Ref } from 'react';
import type { EditorHandle } from './editor-handle.ts';

/** What an editor of queries is given. */
export interface EditorProps {
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onRun?: () => void;
  readonly onBlur?: () => void;
  readonly onFocus?: () => void;
  readonly handle?: Ref<EditorHandle>;
  /** Takes the focus when it is first shown. */
  readonly isFocused?: boolean;
  /** Completion, hover and lint know the data and the limits of this scope. */
  readonly scope: string;
  readonly label: string;
  readonly hint?: string;
  readonly isInvalid?: boolean;
  readonly isReadOnly?: boolean;
}
