import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentBulkResult } from '../../../contract/incident-history.ts';
import type { Incident } from '../../../contract/incidents.ts';
import type { AlertsSilenceInput } from '../../../contract/silences.ts';
import { errorWords } from '../../api/error-words.ts';
import { ownerKey } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';

export interface IncidentActs {
  /** Of one or several; says what came of it. */
  readonly acknowledge: (incidents: readonly Acted[]) => Promise<void>;
  readonly unacknowledge: (incident: Acted) => Promise<void>;
  /** Silences the alerts; says what came of it. @throws what the service refuses as a whole */
  readonly silence: (incidents: readonly Acted[], how: Silencing) => Promise<void>;
}

export type Acted = Pick<Incident, 'id' | 'owner'>;

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
  const ofAll = async (
    incidents: readonly Acted[],
    run: (params: { owner: string }, ids: string[]) => Promise<IncidentBulkResult>,
  ) => {
    let done = 0;
    for (const [of, ids] of byOwner(incidents)) {
      const { items } = await run({ owner: of }, ids);
      done += items.filter(({ outcome }) => DONE.has(outcome)).length;
    }
    return { done, other: incidents.length - done };
  };
  return {
    acknowledge: (incidents) =>
      tell(async () => {
        const { done, other } = await ofAll(incidents, (params, ids) =>
          call('incidents.acknowledgeAll', { params, body: { ids } }),
        );
        if (other > 0) return t('incidents.act.some', { done, other });
        return t('incidents.act.done', { count: done });
      }),
    silence: async (incidents, how) => {
      const { done, other } = await ofAll(incidents, (params, ids) =>
        call('silences.createForAlerts', { params, body: { ids, ...how } }),
      );
      const message =
        other > 0
          ? t('silences.several.some', { done, other })
          : t('silences.several.done', { count: done });
      notifications.show({ message });
      await client.invalidateQueries({ queryKey: ownerKey(owner) });
    },
    unacknowledge: ({ id, owner: of }) =>
      tell(async () => {
        await call('incidents.unacknowledge', { params: { owner: of, id }, body: {} });
        return null;
      }),
  };
}

export type Silencing = Omit<AlertsSilenceInput, 'ids'>;

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
