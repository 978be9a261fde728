import { Anchor, Button } from '@mantine/core';
import type { TFunction } from 'i18next';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { ScopeNode } from '../../../contract/session.ts';
import { useSession } from '../../app/session.ts';
import { Page } from '../../frame/page.tsx';
import { DEFAULT_RANGE, linkTo } from '../../scope/place.ts';
import { scopeWords } from '../../scope/scope-words.ts';
import { useGo, useLinkTo, usePlace } from '../../scope/use-place.ts';
import { ChannelStep } from './channel-step.tsx';
import { DataStep } from './data-step.tsx';
import { IncidentStep } from './incident-step.tsx';
import { LogsStep } from './logs-step.tsx';
import { RuleStep } from './rule-step.tsx';
import classes from './start.module.css';
import { type StartFacts, useStartFacts } from './use-start-facts.ts';
import { useStartMark } from './use-start-mark.ts';
import { STEPS, type Walk, type WalkStep } from './walk.ts';
import { WhatNext } from './what-next.tsx';

/** From nothing to a firing rule: every step shows what is there, and is done when the service says so. */
export function StartPage() {
  const { parts } = usePlace();
  return parts.owner === '_platform' ? <ChooseTenant /> : <StartOfTenant />;
}

function StartOfTenant() {
  const { t } = useTranslation();
  const { scope, node } = usePlace();
  const facts = useStartFacts();
  const [mark, setMark] = useStartMark();
  const go = useGo();
  const toPage = useLinkTo();
  useEffect(() => {
    if (mark === 'new') setMark('seen');
  }, [mark, setMark]);
  const hide = () => {
    setMark('hidden');
    go(toPage('/'));
  };
  const { isComplete } = facts.walk;
  return (
    <Page
      title={t('start.title', {
        scope: node.path === scope ? titleOf(node, t) : scopeWords(scope, t),
      })}
      beside={<Progress walk={facts.walk} />}
      actions={
        <Button size="xs" variant={isComplete ? 'filled' : 'default'} onClick={hide}>
          {t(isComplete ? 'start.finish' : 'start.hide')}
        </Button>
      }
    >
      <p className={classes.intro}>{t(isComplete ? 'start.complete' : 'start.intro')}</p>
      <ol className={classes.steps}>
        {facts.walk.steps.map((step) => (
          <StepOf key={step.name} step={step} facts={facts} />
        ))}
      </ol>
      <WhatNext />
    </Page>
  );
}

/** A tenant by its title, if it has one; what is below by its path, which says where it is. */
function titleOf({ path, title, level }: ScopeNode, t: TFunction): string {
  return level === 'tenant' && title !== '' ? title : scopeWords(path, t);
}

function Progress({ walk }: { readonly walk: Walk }) {
  const { t } = useTranslation();
  return (
    <span className="dimmed figures" role="status">
      {t('start.progress', { done: walk.done, count: STEPS.length })}
    </span>
  );
}

function StepOf({ step, facts }: { readonly step: WalkStep; readonly facts: StartFacts }) {
  switch (step.name) {
    case 'data':
      return <DataStep step={step} facts={facts} />;
    case 'logs':
      return <LogsStep step={step} facts={facts} />;
    case 'channel':
      return <ChannelStep step={step} facts={facts} />;
    case 'rule':
      return <RuleStep step={step} facts={facts} />;
    case 'incident':
      return <IncidentStep step={step} facts={facts} />;
    default:
      return step.name satisfies never;
  }
}

/** The platform has no data and no rules of its own to begin with. */
function ChooseTenant() {
  const { t } = useTranslation();
  const { scopes } = useSession();
  const tenants = scopes.filter(({ level }) => level === 'tenant');
  return (
    <Page title={t('start.titlePlatform')}>
      <p className={classes.intro}>{t('start.chooseTenant')}</p>
      <ul>
        {tenants.map(({ path, title }) => (
          <li key={path}>
            <Anchor
              component={Link}
              to={linkTo('/start', { scope: path, rangeText: DEFAULT_RANGE })}
            >
              {title === '' ? path : title}
            </Anchor>
          </li>
        ))}
      </ul>
    </Page>
  );
}
