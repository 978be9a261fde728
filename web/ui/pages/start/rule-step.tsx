import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Rule } from '../../../contract/rules.ts';
import { ownerKey } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { FaultText } from '../../frame/fault.tsx';
import { useLinkTo, usePlace } from '../../scope/use-place.ts';
import { SeverityBadge } from '../../severity/severity-badge.tsx';
import { RuleStatusList } from '../rules/rule-status.tsx';
import { needsTwoScrapes, valueText } from './amount.ts';
import classes from './start.module.css';
import { Step } from './step.tsx';
import { Trial } from './trial-part.tsx';
import type { StartFacts } from './use-start-facts.ts';
import type { WalkStep } from './walk.ts';

const EVERY_MS = 3_000;

/** A rule that watches: its value beside its thresholds, and a trial that makes it fire. */
export function RuleStep({ step, facts }: { readonly step: WalkStep; readonly facts: StartFacts }) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  const { rule, rules } = facts;
  const values = useValues(rule);
  return (
    <Step
      step={step}
      aside={
        <Anchor component={Link} to={linkTo('/rules')} size="sm">
          {t('start.rule.open')}
        </Anchor>
      }
    >
      {rules.error !== null && <FaultText error={rules.error} retry={() => void rules.refetch()} />}
      {rules.data !== undefined && rule === undefined && (
        <p className={classes.line}>
          {t('start.rule.none')}{' '}
          <Anchor component={Link} to={linkTo('/rules/catalogue')} size="sm">
            {t('start.rule.write')}
          </Anchor>
        </p>
      )}
      {rule !== undefined && <RuleNow rule={rule} values={values.data} />}
      {values.error !== null && (
        <FaultText error={values.error} retry={() => void values.refetch()} />
      )}
      {rules.data !== undefined && <Trial facts={facts} values={values.data} />}
    </Step>
  );
}

/** The values of a rule's expression; undefined until the first answer. */
function useValues(rule: Rule | undefined) {
  const { askPrometheus } = useServices();
  const { owner } = usePlace().parts;
  const { scope = '', expression = '' } = rule ?? {};
  return useQuery({
    queryKey: [...ownerKey(owner), 'start-value', scope, expression] as const,
    queryFn: async ({ signal }): Promise<readonly number[]> => {
      const { data } = await askPrometheus(scope, 'query', { query: expression }, signal);
      if (data.resultType !== 'vector') return [];
      return data.result.map(({ value }) => Number(value?.[1])).filter(Number.isFinite);
    },
    enabled: rule !== undefined,
    refetchInterval: EVERY_MS,
    retry: false,
  });
}

function RuleNow({
  rule,
  values,
}: {
  readonly rule: Rule;
  readonly values: readonly number[] | undefined;
}) {
  const { t, i18n } = useTranslation();
  const linkTo = useLinkTo();
  const most = values && values.length > 0 ? Math.max(...values) : undefined;
  return (
    <div className={classes.rule}>
      <div className={classes.ruleHead}>
        <Anchor component={Link} to={linkTo(`/rules/${rule.id}`)} fw={600}>
          {rule.name}
        </Anchor>
        <RuleStatusList status={rule.status} />
      </div>
      <code className={`${classes.expression} mono`}>{rule.expression}</code>
      <dl className={classes.figures}>
        <div data-figure="value">
          <dt className="dimmed small">{t('start.rule.now')}</dt>
          <dd>
            {most === undefined ? (
              <span className="dimmed">
                {t(needsTwoScrapes(rule.expression) ? 'start.data.notYet' : 'start.data.noValue')}
              </span>
            ) : (
              valueText(most, i18n.language)
            )}
          </dd>
        </div>
        {rule.levels.map((level) => (
          <div key={level.severity}>
            <dt className="small">
              <SeverityBadge severity={level.severity} />
            </dt>
            <dd>
              {level.operator}{' '}
              {level.threshold === undefined ? '' : valueText(level.threshold, i18n.language)}
              {level.for !== undefined && (
                <span className={classes.unit}> {t('start.rule.for', { span: level.for })}</span>
              )}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
