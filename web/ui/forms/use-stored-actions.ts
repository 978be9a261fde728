import { type QueryKey, type UseQueryOptions, useQueryClient } from '@tanstack/react-query';
import { type EditorActions, useEditorActions } from './use-editor-actions.ts';
import type { Form } from './use-form.ts';

interface Named {
  readonly name: string;
}

interface Revised {
  readonly revision: number;
}

/** How one kind of named thing is stored. */
export interface StoredTarget<Stored extends Revised, Key extends QueryKey> {
  /** Page of the list, e.g. `/rules`. */
  readonly list: string;
  /** Undefined for a new one. */
  readonly stored: (Named & Revised) | undefined;
  /** What people are told afterwards. */
  told(what: 'created' | 'saved' | 'deleted', name: string): string;
  create(): Promise<Named>;
  update(revision: number): Promise<Named>;
  remove(): Promise<unknown>;
  /** Reads the stored thing. */
  readonly query: UseQueryOptions<Stored, Error, Stored, Key>;
}

/** Saving and deleting of things that have a name and a revision. */
export function useStoredActions<
  Value extends object,
  Stored extends Revised,
  Key extends QueryKey,
>(form: Form<Value>, target: StoredTarget<Stored, Key>): EditorActions {
  const { list, stored, query } = target;
  const queryClient = useQueryClient();
  return useEditorActions(form, {
    list,
    revision: stored?.revision,
    create: async () => target.told('created', (await target.create()).name),
    update: async (revision) => target.told('saved', (await target.update(revision)).name),
    remove: async () => {
      await target.remove();
      return target.told('deleted', stored?.name ?? '');
    },
    latestRevision: async () => (await queryClient.fetchQuery({ ...query, staleTime: 0 })).revision,
  });
}
