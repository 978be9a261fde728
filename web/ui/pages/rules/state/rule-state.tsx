import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { RuleEvaluations } from '../../../../contract/rule-evaluations.ts';
import type { Rule, RuleStatus } from '../../../../contract/rules.ts';
import { ruleStateQuery } from '../../../api/queries.ts';
import { useServices } from '../../../app/services.ts';
import { FaultText } from '../../../frame/fault.tsx';
import { SkeletonRows } from '../../../lists/list-state.tsx';
import { useLiveRule } from '../../../live/use-live-rules.ts';
import { Instant } from '../../../time/instant.tsx';
import { DeliveredObject } from './delivered-object.tsx';
import { LevelState } from './level-state.tsx';
import classes from './rule-state.module.css';
import { spanText } from './span-text.ts';
import { stepsOf } from './steps.ts';

/** Where the page of a rule tells its state. */
export const STATE_PLACE = 'state';

/** How a stored rule does on each of its clusters, as it is now, and what was delivered there. */
export function RuleState({ rule }: { readonly rule: Rule }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const found = useQuery(ruleStateQuery(call, rule.owner, rule.id));
  const { data, error } = found;
  const status = useLiveRule(data?.rule)?.status;
  return (
    <section id={STATE_PLACE} className={classes.section} aria-label={t('ruleState.title')}>
      <h2 className={classes.title}>{t('ruleState.title')}</h2>
      {data === undefined && error === null && <SkeletonRows />}
      {data === undefined && error !== null && (
        <FaultText error={error} retry={() => void found.refetch()} />
      )}
      {status?.length === 0 && <p className="dimmed">{t('ruleState.none')}</p>}
      {data !== undefined &&
        status?.map((one) => (
          <OneCluster
            key={one.cluster}
            rule={data.rule}
            status={one}
            found={data.clusters.find(({ cluster }) => cluster === one.cluster)}
          />
        ))}
    </section>
  );
}

function OneCluster({
  rule,
  status,
  found,
}: {
  readonly rule: Rule;
  readonly status: RuleStatus;
  readonly found: RuleEvaluations['clusters'][number] | undefined;
}) {
  const { cluster } = status;
  return (
    <article className={classes.cluster} aria-label={cluster}>
      <h3 className={`${classes.clusterName} mono`}>{cluster}</h3>
      <Steps status={status} />
      <Facts status={status} evaluator={found?.evaluator} />
      {found?.levels.map((level) => (
        <LevelState
          key={`${level.kind} ${level.severity} ${level.query}`}
          level={level}
          record={rule.record ?? null}
        />
      ))}
      <DeliveredObject rule={rule} cluster={cluster} />
    </article>
  );
}

function Steps({ status }: { readonly status: RuleStatus }) {
  const { t } = useTranslation();
  return (
    <ol className={classes.steps}>
      {stepsOf(status).map(({ step, at, state }) => (
        <li key={step} data-state={state}>
          <span className={classes.step}>{t(`ruleState.step.${step}`)}</span>
          <span className="dimmed small">
            {at !== null && <Instant at={at} />}
            {(at === null || state === 'failed') && ` ${t(`ruleState.stepState.${state}`)}`}
          </span>
        </li>
      ))}
    </ol>
  );
}

function Facts({
  status,
  evaluator,
}: {
  readonly status: RuleStatus;
  readonly evaluator: 'tocsin' | 'cluster' | undefined;
}) {
  const { t } = useTranslation();
  const { lastEvaluationAt, durationMs, lagMs, isLate, alerts, failingSince, message } = status;
  return (
    <dl className={classes.facts}>
      <dt>{t('ruleState.lastEvaluation')}</dt>
      <dd>
        {lastEvaluationAt === null ? t('ruleState.unknown') : <Instant at={lastEvaluationAt} />}
      </dd>
      <dt>{t('ruleState.duration')}</dt>
      <dd className="figures">
        {durationMs === null ? t('ruleState.unknown') : spanText(durationMs)}
      </dd>
      <dt>{t('ruleState.lag')}</dt>
      <dd className="figures" data-broken={isLate}>
        {lagMs === null ? t('ruleState.unknown') : spanText(lagMs)}
        {isLate && ` · ${t('ruleState.late')}`}
      </dd>
      {alerts !== null && (
        <>
          <dt>{t('ruleState.alerts')}</dt>
          <dd className="figures">{t('ruleState.alertCounts', alerts)}</dd>
        </>
      )}
      {message !== null && (
        <>
          <dt>{t('ruleState.message')}</dt>
          <dd data-broken={failingSince !== null}>{message}</dd>
        </>
      )}
      {failingSince !== null && (
        <>
          <dt>{t('ruleState.failingSince')}</dt>
          <dd data-broken>
            <Instant at={failingSince} />
          </dd>
        </>
      )}
      {evaluator !== undefined && (
        <>
          <dt>{t('ruleState.evaluator.label')}</dt>
          <dd>{t(`ruleState.evaluator.${evaluator}`)}</dd>
        </>
      )}
    </dl>
  );
}
