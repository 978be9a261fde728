import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ownerKey } from '../api/queries.ts';
import { useGo, useLinkTo, usePlace } from '../scope/use-place.ts';
import type { Form } from './use-form.ts';

/** What can be done with the thing in the form; each leads back to the list, when it worked. */
export interface EditorActions {
  readonly isBusy: boolean;
  readonly save: () => Promise<void>;
  readonly remove: () => Promise<void>;
  /** Drops what was typed. */
  readonly cancel: () => void;
  /** After a lost race: take what is stored now, or save over it. */
  readonly settleConflict: (choice: 'theirs' | 'mine') => Promise<void>;
}

/** How one kind of thing is written. Each call resolves with what people are told afterwards. */
export interface EditorTarget {
  /** Page of the list, e.g. `/rules`. */
  readonly list: string;
  /** Of the stored thing; undefined for a new one. */
  readonly revision: number | undefined;
  create(): Promise<string>;
  update(revision: number): Promise<string>;
  remove(): Promise<string>;
  /** Reads the stored thing anew, past any cache. */
  latestRevision(): Promise<number>;
}

/** Saving, deleting and lost races, the same for every editor. */
export function useEditorActions<Value extends object>(
  form: Form<Value>,
  target: EditorTarget,
): EditorActions {
  const { owner } = usePlace().parts;
  const queryClient = useQueryClient();
  const go = useGo();
  const linkTo = useLinkTo();
  const [isBusy, setIsBusy] = useState(false);

  const leave = () => go(linkTo(target.list));
  const done = (message: string) => {
    form.settle();
    notifications.show({ message });
    void queryClient.invalidateQueries({ queryKey: ownerKey(owner) });
    leave();
  };
  const write = async (revision: number | undefined) => {
    setIsBusy(true);
    form.setFault(undefined);
    try {
      done(await (revision === undefined ? target.create() : target.update(revision)));
    } catch (fault) {
      form.setFault(fault);
    } finally {
      setIsBusy(false);
    }
  };
  return {
    isBusy,
    save: async () => {
      if (form.check()) await write(target.revision);
    },
    remove: async () => {
      if (target.revision !== undefined) done(await target.remove());
    },
    cancel: () => {
      form.settle();
      leave();
    },
    settleConflict: async (choice) => {
      if (target.revision === undefined) return;
      if (choice === 'theirs') form.discard();
      let latest: number;
      try {
        latest = await target.latestRevision();
      } catch (fault) {
        form.setFault(fault);
        return;
      }
      if (choice === 'mine') await write(latest);
    },
  };
}
