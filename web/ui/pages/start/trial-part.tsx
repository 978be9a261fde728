import { Button, Checkbox } from '@mantine/core';
import { IconArrowBackUp, IconFlame } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Channel } from '../../../contract/channels.ts';
import type { Rule } from '../../../contract/rules.ts';
import { errorWords } from '../../api/error-words.ts';
import { useSession } from '../../app/session.ts';
import { may } from '../../scope/permissions.ts';
import { nodeOf } from '../../scope/scope-text.ts';
import { needsTwoScrapes, valueText } from './amount.ts';
import { readChain } from './chain.ts';
import { Chain } from './chain-view.tsx';
import classes from './start.module.css';
import { Denied, focusStep } from './step.tsx';
import type { StartFacts } from './use-start-facts.ts';
import { useTrialActions, useTrialFacts } from './use-trial.ts';

/** Makes the rule fire through a copy of it, shows how that goes, and takes the copy away. */
export function Trial({
  facts,
  values,
}: {
  readonly facts: StartFacts;
  readonly values: readonly number[] | undefined;
}) {
  const { t } = useTranslation();
  const { scopes } = useSession();
  const { rule, trial } = facts;
  const actions = useTrialActions(() => focusStep('rule'));
  const target = trial ?? rule;
  if (target === undefined) return null;
  const mayWrite = may(scopes, nodeOf(target.scope), 'rules:write');
  if (trial === undefined && !mayWrite) return <Denied permission="rules:write" />;
  return (
    <div className={classes.trial}>
      {trial !== undefined && <Running trial={trial} facts={facts} />}
      {trial === undefined && rule !== undefined && (
        <Start
          rule={rule}
          values={values ?? []}
          channels={facts.usableChannels ?? []}
          actions={actions}
        />
      )}
      {!mayWrite && <Denied permission="rules:write" />}
      {trial !== undefined && mayWrite && (
        <div className={classes.actions}>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconArrowBackUp size={14} />}
            loading={actions.isBusy}
            onClick={() => actions.putBack(trial)}
          >
            {t('start.rule.putBack')}
          </Button>
          <span className="dimmed small">{t('start.rule.putBackText')}</span>
        </div>
      )}
      <Fault fault={actions.fault} />
    </div>
  );
}

function Start({
  rule,
  values,
  channels,
  actions,
}: {
  readonly rule: Rule;
  readonly values: readonly number[];
  readonly channels: readonly Channel[];
  readonly actions: ReturnType<typeof useTrialActions>;
}) {
  const { t, i18n } = useTranslation();
  const [chosen, setChosen] = useState<readonly string[]>();
  // The one that was made last, so that a trial wakes nobody by chance.
  const newest = channels.toSorted((a, b) => (a.id < b.id ? 1 : -1)).slice(0, 1);
  const told = chosen ?? newest.map(({ id }) => id);
  const level = actions.draftOf(rule, values, told)?.levels[0];
  return (
    <>
      {channels.length > 0 && (
        <Checkbox.Group
          label={t('start.rule.tell')}
          value={[...told]}
          onChange={setChosen}
          className={classes.tell ?? ''}
        >
          <div className={classes.choices}>
            {channels.map(({ id, name }) => (
              <Checkbox key={id} value={id} label={name} size="xs" />
            ))}
          </div>
        </Checkbox.Group>
      )}
      <div className={classes.actions}>
        <Button
          size="xs"
          leftSection={<IconFlame size={14} />}
          loading={actions.isBusy}
          disabled={level === undefined}
          onClick={() => actions.start(rule, values, told)}
        >
          {t('start.rule.fire')}
        </Button>
        <span className="dimmed small">
          {level === undefined
            ? t(needsTwoScrapes(rule.expression) ? 'start.rule.noValue' : 'start.rule.noSeries')
            : t('start.rule.fireText', {
                name: rule.name,
                operator: level.operator,
                threshold: valueText(level.threshold, i18n.language),
              })}
        </span>
      </div>
    </>
  );
}

function Running({ trial, facts }: { readonly trial: Rule; readonly facts: StartFacts }) {
  const { t } = useTranslation();
  const said = useTrialFacts(trial, facts.incidents.incidents ?? []);
  if (said === undefined) return null;
  return (
    <>
      <h3 className={classes.trialName}>{t('start.rule.running', { name: trial.name })}</h3>
      <Chain
        links={readChain(said)}
        startedAtMs={Date.parse(trial.createdAt)}
        span={trial.levels[0]?.for ?? ''}
      />
    </>
  );
}

function Fault({ fault }: { readonly fault: unknown }) {
  const { t } = useTranslation();
  if (fault === undefined) return null;
  const { title, detail } = errorWords(fault, t);
  return (
    <p className={classes.fault} role="alert">
      {title} {detail}
    </p>
  );
}
