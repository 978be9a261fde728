import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, Navigate, useParams, useSearchParams } from 'react-router';
import type { Rule } from '../../../contract/rules.ts';
import { ruleQuery } from '../../api/queries.ts';
import { templateQuery } from '../../api/template-queries.ts';
import { useServices } from '../../app/services.ts';
import { useSession } from '../../app/session.ts';
import { FaultText } from '../../frame/fault.tsx';
import { Page } from '../../frame/page.tsx';
import { SkeletonRows } from '../../lists/list-state.tsx';
import { useLiveRule } from '../../live/use-live-rules.ts';
import { may } from '../../scope/permissions.ts';
import { nodeOf } from '../../scope/scope-text.ts';
import { useLinkTo, usePlace } from '../../scope/use-place.ts';
import { useLadder } from '../../severity/ladder.ts';
import { BackLink } from '../../things/back-link.tsx';
import { LatestState, useLatest } from '../../things/latest.tsx';
import { ruleOfLogForm } from './log-form/rule-of-log-form.ts';
import { RuleEditor } from './rule-editor.tsx';
import { blankRule, formOfRule } from './rule-form.ts';
import { RuleStatusList } from './rule-status.tsx';
import { RuleState, STATE_PLACE } from './state/rule-state.tsx';
import { ruleOfTemplate } from './templates/rule-of-template.ts';
import { TemplateChange } from './templates/template-change.tsx';

/** A rule, new or stored. */
export function RulePage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const back = <BackLink list="/rules">{t('rules.editor.back')}</BackLink>;
  return id === 'new' ? <NewRule back={back} /> : <StoredRule id={id} back={back} />;
}

function NewRule({ back }: { readonly back: React.ReactNode }) {
  const [search] = useSearchParams();
  const template = search.get('template');
  const clone = search.get('clone');
  if (template !== null) return <RuleFromTemplate id={template} back={back} />;
  if (clone !== null) return <RuleLike id={clone} back={back} />;
  if (search.get('form') === 'logs') return <RuleOnLogs back={back} />;
  return <BlankRule back={back} />;
}

/** The form filled in as the template says: it could be saved as it is. */
function RuleFromTemplate({ id, back }: { readonly id: string; readonly back: React.ReactNode }) {
  const { t, i18n } = useTranslation();
  const { call } = useServices();
  const { scope, parts } = usePlace();
  const ladder = useLadder();
  const found = useQuery(templateQuery(call, parts.owner, id));
  return (
    <Page title={t('rules.editor.newTitle')} before={back}>
      {found.data === undefined && found.error === null && <SkeletonRows />}
      {found.error !== null && <FaultText error={found.error} retry={() => void found.refetch()} />}
      {found.data !== undefined && (
        <RuleEditor
          key={`${scope} ${id} ${ladder.join()}`}
          stored={undefined}
          draftKey={`new/${scope}/${id}`}
          initial={ruleOfTemplate(found.data, scope, ladder, i18n.language)}
        />
      )}
    </Page>
  );
}

/** A new rule like another one. */
function RuleLike({ id, back }: { readonly id: string; readonly back: React.ReactNode }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { parts } = usePlace();
  const found = useQuery(ruleQuery(call, parts.owner, id));
  return (
    <Page title={t('rules.editor.newTitle')} before={back}>
      {found.data === undefined && found.error === null && <SkeletonRows />}
      {found.error !== null && <FaultText error={found.error} retry={() => void found.refetch()} />}
      {found.data !== undefined && (
        <RuleEditor
          key={id}
          stored={undefined}
          draftKey={`new/like/${id}`}
          initial={{
            ...formOfRule(found.data),
            name: t('ruleWork.cloneName', { name: found.data.name }).slice(0, 120),
          }}
        />
      )}
    </Page>
  );
}

/** The form of rules on logs. */
function RuleOnLogs({ back }: { readonly back: React.ReactNode }) {
  const { t } = useTranslation();
  const { scope } = usePlace();
  const ladder = useLadder();
  return (
    <Page title={t('rules.editor.newTitle')} before={back}>
      <RuleEditor
        key={`${scope} ${ladder.join()}`}
        stored={undefined}
        draftKey={`new/${scope}/log-form`}
        initial={ruleOfLogForm(scope, ladder)}
      />
    </Page>
  );
}

function BlankRule({ back }: { readonly back: React.ReactNode }) {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const { scope } = usePlace();
  const ladder = useLadder();
  const expression = search.get('expression') ?? '';
  const language = search.get('language') === 'logql' ? 'logql' : 'promql';
  return (
    <Page title={t('rules.editor.newTitle')} before={back}>
      <RuleEditor
        key={`${scope} ${language} ${expression} ${ladder.join()}`}
        stored={undefined}
        draftKey={expression === '' ? 'new' : `new/${expression}`}
        initial={blankRule(scope, expression, ladder, language)}
      />
    </Page>
  );
}

function StoredRule({ id, back }: { readonly id: string; readonly back: React.ReactNode }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { parts } = usePlace();
  const found = useLatest(ruleQuery(call, parts.owner, id));
  const { value, known } = found;
  const records = known?.record !== undefined;
  const now = useLiveRule(known);
  const linkTo = useLinkTo();
  if (value?.systemRule !== undefined) {
    return <Navigate replace to={linkTo(`/rules/system/${value.systemRule}`)} />;
  }
  return (
    <Page
      title={known?.name ?? t('rules.title')}
      before={back}
      beside={now && <RuleStatusList status={now.status} records={records} />}
      actions={value && <Ways rule={value} />}
    >
      <LatestState of={found}>
        {(rule) => (
          <>
            <TemplateChange rule={rule} />
            <RuleEditor
              key={`${rule.id} ${rule.revision}`}
              stored={rule}
              draftKey={rule.id}
              initial={formOfRule(rule)}
            />
            <RuleState rule={rule} />
          </>
        )}
      </LatestState>
    </Page>
  );
}

function Ways({ rule }: { readonly rule: Rule }) {
  const { t } = useTranslation();
  const { scopes } = useSession();
  const linkTo = useLinkTo();
  const { id } = rule;
  const ways: readonly (readonly [string, string])[] = [
    [linkTo('/incidents', { rule: id, status: 'all' }), t('rules.editor.incidents')],
    [linkTo(`/rules/${id}/events`), t('incidents.ruleEvents.title')],
    [linkTo(`/rules/${id}/history`), t('ruleWork.history.title')],
  ];
  const writing: typeof ways = [
    [linkTo('/rules/new', { clone: id }), t('ruleWork.clone')],
    [linkTo('/rules/copy', { ids: id }), t('ruleWork.copy.to')],
    [linkTo('/rules/templates/new', { rule: id }), t('ruleWork.template.make')],
  ];
  const mayWrite = may(scopes, nodeOf(rule.scope), 'rules:write');
  return (
    <>
      <Anchor size="sm" href={`#${STATE_PLACE}`}>
        {t('ruleState.show')}
      </Anchor>
      {(mayWrite ? [...ways, ...writing] : ways).map(([to, words]) => (
        <Anchor key={to} component={Link} size="sm" to={to}>
          {words}
        </Anchor>
      ))}
    </>
  );
}
