import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { policyQuery } from '../../api/policy-queries.ts';
import { useServices } from '../../app/services.ts';
import { Page } from '../../frame/page.tsx';
import { usePlace } from '../../scope/use-place.ts';
import { BackLink } from '../../things/back-link.tsx';
import { LatestState, useLatest } from '../../things/latest.tsx';
import { PolicyEditor } from './policy-editor.tsx';
import { BLANK_POLICY, formOfPolicy } from './policy-form.ts';

/** A policy, new or stored. */
export function PolicyPage() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const back = <BackLink list="/policies">{t('policies.editor.back')}</BackLink>;
  if (id !== 'new') return <StoredPolicy id={id} back={back} />;
  return (
    <Page title={t('policies.editor.newTitle')} before={back}>
      <PolicyEditor stored={undefined} initial={BLANK_POLICY} />
    </Page>
  );
}

function StoredPolicy({ id, back }: { readonly id: string; readonly back: React.ReactNode }) {
  const { t } = useTranslation();
  const { call } = useServices();
  const { owner } = usePlace().parts;
  const found = useLatest(policyQuery(call, owner, id));
  return (
    <Page title={found.known?.name ?? t('policies.title')} before={back}>
      <LatestState of={found}>
        {(policy) => (
          <PolicyEditor
            key={`${policy.id} ${policy.revision}`}
            stored={policy}
            initial={formOfPolicy(policy)}
          />
        )}
      </LatestState>
    </Page>
  );
}
