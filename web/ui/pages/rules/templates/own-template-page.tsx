import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import type { Rule } from '../../../../contract/rules.ts';
import { ruleQuery } from '../../../api/queries.ts';
import { templateQuery } from '../../../api/template-queries.ts';
import { useServices } from '../../../app/services.ts';
import { FaultText } from '../../../frame/fault.tsx';
import { Page } from '../../../frame/page.tsx';
import { SkeletonRows } from '../../../lists/list-state.tsx';
import { usePlace } from '../../../scope/use-place.ts';
import { useLadder } from '../../../severity/ladder.ts';
import { BackLink } from '../../../things/back-link.tsx';
import { LatestState, useLatest } from '../../../things/latest.tsx';
import { textIn } from './catalogue.ts';
import { openQuery } from './open-query.ts';
import { OwnTemplateEditor } from './own-template-editor.tsx';
import { templateSource } from './rule-of-template.ts';
import { blankTemplate, formOfTemplate, type TemplateForm } from './template-form.ts';

/** A template of the tenant: new, made from a rule, or stored. */
export function OwnTemplatePage() {
  const { id = '' } = useParams();
  const [search] = useSearchParams();
  const rule = search.get('rule');
  if (id !== 'new') return <StoredTemplate id={id} />;
  return rule === null ? <BlankTemplate /> : <TemplateOfRule id={rule} />;
}

function Frame({
  title,
  children,
}: {
  readonly title: string;
  readonly children: React.ReactNode;
}) {
  const { t } = useTranslation();
  const back = <BackLink list="/rules/templates">{t('templates.own')}</BackLink>;
  return (
    <Page title={title} before={back}>
      {children}
    </Page>
  );
}

function BlankTemplate() {
  const { t } = useTranslation();
  const ladder = useLadder();
  return (
    <Frame title={t('templates.new')}>
      <OwnTemplateEditor
        key={ladder.join()}
        stored={undefined}
        draftKey="new"
        initial={blankTemplate(ladder)}
      />
    </Frame>
  );
}

function StoredTemplate({ id }: { readonly id: string }) {
  const { t, i18n } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const found = useLatest(templateQuery(call, owner, id));
  return (
    <Frame
      title={
        found.known === undefined
          ? t('templates.template')
          : textIn(found.known.title, i18n.language)
      }
    >
      <LatestState of={found}>
        {(template) => (
          <OwnTemplateEditor
            key={`${id} ${template.revision}`}
            stored={template}
            draftKey={id}
            initial={formOfTemplate(template)}
          />
        )}
      </LatestState>
    </Frame>
  );
}

/** Filled in from a rule: its query opened, or the template that it is made from. */
function TemplateOfRule({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const ladder = useLadder();
  const rule = useQuery(ruleQuery(call, owner, id));
  const source = templateSource(rule.data?.source ?? null)?.template ?? '';
  const template = useQuery(templateQuery(call, owner, source));
  const isReady = rule.data !== undefined && (source === '' || template.data !== undefined);
  const error = rule.error ?? (source === '' ? null : template.error);
  return (
    <Frame title={t('templates.new')}>
      {!isReady && error === null && <SkeletonRows />}
      {error !== null && <FaultText error={error} retry={() => void rule.refetch()} />}
      {isReady && (
        <OwnTemplateEditor
          key={`${id} ${ladder.join()}`}
          stored={undefined}
          draftKey={`new/${id}`}
          initial={likeRule(
            rule.data,
            template.data === undefined ? blankTemplate(ladder) : formOfTemplate(template.data),
          )}
        />
      )}
    </Frame>
  );
}

function likeRule(rule: Rule, base: TemplateForm): TemplateForm {
  const [first] = rule.levels;
  const isMade = templateSource(rule.source ?? null) !== undefined;
  const opened = isMade || rule.language === 'logql' ? undefined : openQuery(rule.expression);
  return {
    ...base,
    ...opened,
    rule: isMade ? `${base.rule}Own` : '',
    title: { en: rule.name, zh: '' },
    operator: first?.operator ?? '>',
    levels: rule.levels.map(({ severity, threshold }) => ({
      severity,
      threshold: threshold === undefined ? '' : String(threshold),
    })),
    for: first?.for ?? base.for,
  };
}
