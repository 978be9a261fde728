import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Incident } from '../../../contract/incidents.ts';
import { errorWords } from '../../api/error-words.ts';
import { ownerKey } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';

export interface IncidentActs {
  /** Of one or several; says what came of it. */
  readonly acknowledge: (incidents: readonly Acted[]) => Promise<void>;
  readonly unacknowledge: (incident: Acted) => Promise<void>;
}

type Acted = Pick<Incident, 'id' | 'owner'>;

/** What can be done from a list; what fails is told in a message. */
export function useIncidentActs(owner: string): IncidentActs {
  const { t } = useTranslation();
  const { call } = useServices();
  const client = useQueryClient();
  const tell = useCallback(
    async (run: () => Promise<string | null>) => {
      try {
        const message = await run();
        if (message !== null) notifications.show({ message });
      } catch (error) {
        const { title, detail } = errorWords(error, t);
        notifications.show({ color: 'danger', title, message: detail });
      }
      await client.invalidateQueries({ queryKey: [...ownerKey(owner), 'incidents'] });
    },
    [client, owner, t],
  );
  return {
    acknowledge: (incidents) =>
      tell(async () => {
        let done = 0;
        for (const [of, ids] of byOwner(incidents)) {
          const params = { owner: of };
          const { items } = await call('incidents.acknowledgeAll', { params, body: { ids } });
          done += items.filter(({ outcome }) => DONE.has(outcome)).length;
        }
        const other = incidents.length - done;
        if (other > 0) return t('incidents.act.some', { done, other });
        return t('incidents.act.done', { count: done });
      }),
    unacknowledge: ({ id, owner: of }) =>
      tell(async () => {
        await call('incidents.unacknowledge', { params: { owner: of, id }, body: {} });
        return null;
      }),
  };
}

const DONE: ReadonlySet<string> = new Set(['done', 'unchanged']);
/** As many as the service takes at once. */
const AT_ONCE = 500;

function byOwner(incidents: readonly Acted[]): readonly (readonly [string, string[]])[] {
  const owners = new Map<string, string[]>();
  for (const { owner, id } of incidents) owners.set(owner, [...(owners.get(owner) ?? []), id]);
  return [...owners].flatMap(([owner, ids]) =>
    Array.from({ length: Math.ceil(ids.length / AT_ONCE) }, (_, part) => {
      return [owner, ids.slice(part * AT_ONCE, (part + 1) * AT_ONCE)] as const;
    }),
  );
}
