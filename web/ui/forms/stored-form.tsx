import type { ComponentProps } from 'react';
import { FormFrame } from './form-frame.tsx';
import type { EditorActions } from './use-editor-actions.ts';

type FrameProps<T> = ComponentProps<typeof FormFrame<T>>;

interface Props<T> extends Omit<FrameProps<T>, 'isBusy' | 'onSave' | 'onCancel' | 'onConflict'> {
  readonly actions: EditorActions;
}

/** The frame of a form whose buttons do what its editor's actions do. */
export function StoredForm<T>({ actions, ...frame }: Props<T>) {
  return (
    <FormFrame
      {...frame}
      isBusy={actions.isBusy}
      onSave={() => void actions.save()}
      onCancel={actions.cancel}
      onConflict={(choice) => void actions.settleConflict(choice)}
    />
  );
}
