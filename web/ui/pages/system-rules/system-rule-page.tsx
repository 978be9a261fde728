import { Alert } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { SystemRule } from '../../../contract/system-rules.ts';
import { systemRuleQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { Page } from '../../frame/page.tsx';
import { useWords } from '../../i18n/use-words.ts';
import { usePlace } from '../../scope/use-place.ts';
import { BackLink } from '../../things/back-link.tsx';
import { LatestState, useLatest } from '../../things/latest.tsx';
import { RuleStatusList } from '../rules/rule-status.tsx';
import { OverrideEditor } from './override-editor.tsx';
import { OverrideHistory } from './override-history.tsx';
import classes from './system-rules.module.css';

/** One system rule: what it is, and what this owner has otherwise. */
export function SystemRulePage() {
  const { t } = useTranslation();
  const words = useWords();
  const { rule: id = '' } = useParams();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const found = useLatest(systemRuleQuery(call, owner, id));
  const back = <BackLink list="/rules/system">{t('systemRules.back')}</BackLink>;
  return (
    <Page
      title={found.known === undefined ? t('systemRules.title') : words(found.known.title)}
      before={back}
    >
      <LatestState of={found}>
        {(rule) => (
          <div className={classes.columns}>
            <OverrideEditor key={`${owner} ${rule.id} ${rule.revision}`} rule={rule} />
            <Facts rule={rule} />
          </div>
        )}
      </LatestState>
    </Page>
  );
}

function Facts({ rule }: { readonly rule: SystemRule }) {
  const { t } = useTranslation();
  const words = useWords();
  return (
    <div className={classes.facts}>
      <Upgrade rule={rule} />
      <div>{words(rule.description)}</div>
      {rule.enabled && <RuleStatusList status={rule.status} records={rule.record !== null} />}
      <section aria-label={t('systemRules.runbook')}>
        <strong>{t('systemRules.runbook')}</strong>
        <div>{words(rule.runbook)}</div>
      </section>
      <section aria-label={t('systemRules.expression')}>
        <strong>{t('systemRules.expression')}</strong>
        <div className={`${classes.code} mono`}>{rule.expression}</div>
      </section>
      <div className="dimmed">
        <div>{t('systemRules.version', { version: rule.version })}</div>
        {rule.metrics.length > 0 && (
          <div>{t('systemRules.reads', { metrics: rule.metrics.join(', ') })}</div>
        )}
        {rule.record !== null && <div>{t('systemRules.records', { record: rule.record })}</div>}
        {rule.kubegems.length > 0 && (
          <div>{t('systemRules.kubegems', { names: rule.kubegems.join(', ') })}</div>
        )}
      </div>
      <OverrideHistory rule={rule} />
    </div>
  );
}

/** What an upgrade changed while the override stayed. */
function Upgrade({ rule }: { readonly rule: SystemRule }) {
  const { t } = useTranslation();
  if (rule.changes.length === 0) return null;
  return (
    <Alert color="accent" title={t('systemRules.changes.title')}>
      {t('systemRules.changes.text')}
      {rule.changes.map(({ what, before, after }) => (
        <div key={what}>
          <strong>{t(`systemRules.changes.${what}`)}</strong>
          <div className="mono">{t('systemRules.changes.line', { before, after })}</div>
        </div>
      ))}
    </Alert>
  );
}
