import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Incident, IncidentEvent } from '../../../contract/incidents.ts';
import type { Rule } from '../../../contract/rules.ts';
import { incidentQuery, ownerKey, ruleQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { useLive } from '../../live/live-context.ts';
import { mergeEvents } from '../../live/live-overlay.ts';
import { usePlace } from '../../scope/use-place.ts';
import type { TrialFacts } from './chain.ts';
import { trialOf } from './trial.ts';
import { wasDelivered } from './walk.ts';

const EVERY_MS = 1_000;

/** The timeline of an incident, kept true by the live stream; undefined until it is known. */
export function useIncidentEvents(
  incident: Incident | undefined,
): readonly IncidentEvent[] | undefined {
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const { overlay } = useLive();
  const id = incident?.id ?? '';
  const found = useQuery({ ...incidentQuery(call, owner, id), enabled: id !== '' });
  const live = overlay.events.get(id);
  return useMemo(
    () => (found.data === undefined ? live : mergeEvents(found.data.events, live ?? [])),
    [found.data, live],
  );
}

/** How a running trial does, asked every second until nothing more is to come. */
export function useTrialFacts(
  trial: Rule | undefined,
  incidents: readonly Incident[],
): TrialFacts | undefined {
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const id = trial?.id ?? '';
  const incident = incidents.find(({ ruleId }) => ruleId === id);
  const events = useIncidentEvents(id === '' ? undefined : incident) ?? [];
  const isOver = wasDelivered(events) || (incident !== undefined && trial?.channels.length === 0);
  const refetchInterval: number | false = isOver ? false : EVERY_MS;
  const polled = useQuery({
    ...ruleQuery(call, owner, id),
    enabled: id !== '',
    refetchInterval,
  }).data;
  const activeAtMs = useActiveSince(trial, refetchInterval);
  if (trial === undefined) return undefined;
  return { rule: polled ?? trial, activeAtMs, incident, events };
}

/** Since when the alert of a rule has been waiting or firing; null while there is none. */
function useActiveSince(trial: Rule | undefined, refetchInterval: number | false): number | null {
  const { readPrometheus } = useServices();
  const { owner } = usePlace().parts;
  const { scope = '', name = '', id = '' } = trial ?? {};
  const alerts = useQuery({
    queryKey: [...ownerKey(owner), 'start-alerts', id] as const,
    queryFn: async ({ signal }) =>
      activeSince(await readPrometheus(scope, 'alerts', [], signal), name),
    enabled: id !== '',
    refetchInterval,
    retry: false,
  });
  return alerts.data ?? null;
}

/** Reads the `data` of Prometheus's alerts; a name of ours is one rule's within its scope. */
function activeSince(data: unknown, name: string): number | null {
  if (typeof data !== 'object' || data === null || !('alerts' in data)) return null;
  const alerts: readonly unknown[] = Array.isArray(data.alerts) ? data.alerts : [];
  for (const alert of alerts) {
    if (typeof alert !== 'object' || alert === null) continue;
    if (!('activeAt' in alert) || !('labels' in alert)) continue;
    const { labels, activeAt } = alert;
    const isOurs = typeof labels === 'object' && labels !== null && 'alertname' in labels;
    if (isOurs && labels.alertname === name) return Date.parse(String(activeAt));
  }
  return null;
}

/** Starts a trial, and takes it away again. `onDone`: after either, when it is shown. */
export function useTrialActions(onDone: () => void) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const queryClient = useQueryClient();
  const [isBusy, setIsBusy] = useState(false);
  const [fault, setFault] = useState<unknown>();
  const run = async (change: () => Promise<unknown>) => {
    setIsBusy(true);
    setFault(undefined);
    try {
      await change();
      await queryClient.invalidateQueries({ queryKey: [...ownerKey(owner), 'rules'] });
      onDone();
    } catch (thrown) {
      setFault(thrown);
    } finally {
      setIsBusy(false);
    }
  };
  const draftOf = (rule: Rule, values: readonly number[], channels: readonly string[]) =>
    trialOf(rule, values, channels, {
      name: (name) => t('start.rule.trialName', { name }),
      description: t('start.rule.trialDescription'),
    });
  return {
    isBusy,
    fault,
    draftOf,
    start: (rule: Rule, values: readonly number[], channels: readonly string[]) => {
      const body = draftOf(rule, values, channels);
      if (body === undefined) return;
      void run(() => call('rules.create', { params: { owner }, body }));
    },
    putBack: ({ id }: Rule) => void run(() => call('rules.delete', { params: { owner, id } })),
  };
}
