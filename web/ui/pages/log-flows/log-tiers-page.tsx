import { Alert, Button, Checkbox, Group, NumberInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LoggingState, LoggingTier } from '../../../contract/log-flows.ts';
import { errorWords } from '../../api/error-words.ts';
import { loggingQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { AreaNav } from '../../frame/area-nav.tsx';
import { FaultText } from '../../frame/fault.tsx';
import { Page } from '../../frame/page.tsx';
import { SkeletonRows } from '../../lists/list-state.tsx';
import { may } from '../../scope/permissions.ts';
import { FigureTable, Section } from '../collection/section.tsx';
import classes from './log-flows.module.css';

/** The agents and aggregators of logs of every cluster, for administrators. */
export function LogTiersPage() {
  const { t } = useTranslation();
  const { scopes } = useSession();
  const clusters = scopes.find(({ level }) => level === 'platform')?.clusters ?? [];
  return (
    <Page title={t('logFlows.tiers')}>
      <AreaNav area="collection" />
      <p className="dimmed">{t('logFlows.tier.text')}</p>
      {clusters.map((cluster) => (
        <ClusterTiers key={cluster} cluster={cluster} />
      ))}
    </Page>
  );
}

function ClusterTiers({ cluster }: { readonly cluster: string }) {
  const { call } = useServices();
  const { data, error, refetch } = useQuery(loggingQuery(call, cluster));
  return (
    <Section title={cluster}>
      {error !== null && <FaultText error={error} retry={() => void refetch()} />}
      {data === undefined && error === null && <SkeletonRows />}
      {data !== undefined && <Tiers state={data} />}
    </Section>
  );
}

function Tiers({ state }: { readonly state: LoggingState }) {
  const { t } = useTranslation();
  const { tiers, message, cluster } = state;
  if (message !== '') return <p className="dimmed">{message}</p>;
  if (tiers.length === 0) return <p className="dimmed">{t('logFlows.tier.none')}</p>;
  const columns = ['logging', 'agents', 'aggregators', 'problems'] as const;
  return (
    <>
      <FigureTable label={cluster} columns={columns.map((one) => t(`logFlows.tier.column.${one}`))}>
        {tiers.map((tier) => (
          <TierRow key={tier.name} cluster={cluster} tier={tier} />
        ))}
      </FigureTable>
      <Figures state={state} />
    </>
  );
}

function TierRow({ cluster, tier }: { readonly cluster: string; readonly tier: LoggingTier }) {
  const { t } = useTranslation();
  const { scopes } = useSession();
  const count = ({ desired, ready }: LoggingTier['agent']) =>
    desired === null
      ? t('logFlows.tier.unknown')
      : t('logFlows.tier.of', { ready: ready ?? '?', desired });
  const mayScale = tier.aggregator.mayScale && may(scopes, '_platform', 'clusters:write');
  return (
    <tr>
      <td>{tier.name}</td>
      <td className="figures">{count(tier.agent)}</td>
      <td className="figures">
        {count(tier.aggregator)}
        {mayScale && <Scale cluster={cluster} tier={tier} />}
      </td>
      <td>
        {!tier.skipsInvalid && (
          <Alert color="gray" p="xs">
            {t('logFlows.tier.notSkipping')}
          </Alert>
        )}
        {tier.problems.map((problem) => (
          <div key={problem} className={classes.problem}>
            {problem}
          </div>
        ))}
      </td>
    </tr>
  );
}

function Scale({ cluster, tier }: { readonly cluster: string; readonly tier: LoggingTier }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const queryClient = useQueryClient();
  const [replicas, setReplicas] = useState(tier.aggregator.desired ?? 1);
  const [allowDrain, setAllowDrain] = useState(false);
  const scale = useMutation({
    mutationFn: () =>
      call('logging.scale', {
        params: { cluster },
        body: { logging: tier.name, replicas, allowDrain },
      }),
    onSuccess: (state) => {
      queryClient.setQueryData(loggingQuery(call, cluster).queryKey, state);
      const message = t('logFlows.tier.scaled', { name: tier.name, count: replicas });
      notifications.show({ message });
    },
  });
  return (
    <>
      <Group gap="xs" align="end" mt={4}>
        <NumberInput
          size="xs"
          w={90}
          label={t('logFlows.tier.replicas')}
          min={1}
          max={50}
          value={replicas}
          onChange={(value) => setReplicas(Number(value))}
        />
        <Button
          size="xs"
          variant="default"
          loading={scale.isPending}
          disabled={replicas === tier.aggregator.desired}
          onClick={() => scale.mutate()}
        >
          {t('logFlows.tier.scale')}
        </Button>
      </Group>
      {replicas < (tier.aggregator.desired ?? 1) && (
        <Checkbox
          size="xs"
          mt={4}
          label={t('logFlows.tier.drain')}
          checked={allowDrain}
          onChange={(event) => setAllowDrain(event.currentTarget.checked)}
        />
      )}
      {scale.error !== null && (
        <Alert color="danger" role="alert" p="xs" mt={4}>
          {errorWords(scale.error, t).detail}
        </Alert>
      )}
    </>
  );
}

const FIGURES = [
  'bufferBytes',
  'bufferQueueLength',
  'retries',
  'aggregatorErrors',
  'agentDrops',
  'agentErrors',
] as const;

function Figures({ state: { figures } }: { readonly state: LoggingState }) {
  const { t } = useTranslation();
  return (
    <section aria-label={t('logFlows.tier.figures')}>
      <h3 className={classes.legend}>{t('logFlows.tier.figures')}</h3>
      <div className={classes.figures}>
        {FIGURES.map((name) => (
          <span key={name}>
            <span className="dimmed">{t(`logFlows.tier.figure.${name}`)} </span>
            <span className="figures">
              {figures[name] === null
                ? t('logFlows.tier.notMeasured')
                : Math.round(figures[name]).toLocaleString()}
            </span>
          </span>
        ))}
      </div>
    </section>
  );
}
