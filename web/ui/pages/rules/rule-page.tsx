import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';
import type { Rule } from '../../../contract/rules.ts';
import { ruleQuery } from '../../api/queries.ts';
import { useServices } from '../../app/services.ts';
import { FaultText } from '../../frame/fault.tsx';
import { Page } from '../../frame/page.tsx';
import { SkeletonRows } from '../../lists/list-state.tsx';
import { useLinkTo, usePlace } from '../../scope/use-place.ts';
import { useLadder } from '../../severity/ladder.ts';
import { RuleEditor } from './rule-editor.tsx';
import { blankRule, formOfRule } from './rule-form.ts';

/** A rule, new or stored. */
export function RulePage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const linkTo = useLinkTo();
  const back = (
    <Anchor component={Link} to={linkTo('/rules')} size="xs">
      {t('rules.editor.back')}
    </Anchor>
  );
  return id === 'new' ? <NewRule back={back} /> : <StoredRule id={id} back={back} />;
}

function NewRule({ back }: { readonly back: React.ReactNode }) {
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
  const found = useQuery({ ...ruleQuery(call, parts.owner, id), staleTime: 0 });
  // Not one of the cache: when the newer one came, the editor would be drawn anew under one's hands.
  const rule: Rule | undefined = found.isFetchedAfterMount ? found.data : undefined;
  return (
    <Page
      title={found.data?.name ?? t('rules.title')}
      before={back}
      actions={rule && <Ways rule={rule} />}
    >
      {rule === undefined && found.error === null && <SkeletonRows />}
      {rule === undefined && found.error !== null && (
        <FaultText error={found.error} retry={() => void found.refetch()} />
      )}
      {rule !== undefined && (
        <RuleEditor
          key={`${rule.id} ${rule.revision}`}
          stored={rule}
          draftKey={rule.id}
          initial={formOfRule(rule)}
        />
      )}
    </Page>
  );
}

function Ways({ rule }: { readonly rule: Rule }) {
  const { t } = useTranslation();
  const linkTo = useLinkTo();
  return (
    <Anchor component={Link} size="sm" to={linkTo('/incidents', { rule: rule.id, status: 'all' })}>
      {t('rules.editor.incidents')}
    </Anchor>
  );
}
